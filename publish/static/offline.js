/* The search of a static edition: what archive/search.py finds, found by the reader's browser.

   Pages from a folder may load nothing but scripts beside them, so the index lies in scripts that
   call `luutru.catalogue`, `luutru.words` and `luutru.articles` (written by publish/offline/index.py).
   Everything shown is set as text: nothing of an article is ever read as HTML. */
"use strict";

const luutru = (() => {
  const K1 = 1.2, B = 0.75, PAGE = 20, CANDIDATES = 20000, SNIPPET = 240, LONGEST = 500;
  const EXACT = [12, 4, 1.5, 2], FOLDED = [8, 3, 1, 1.5]; // of title, lead, body, captions
  const shards = new Map(), chunks = new Map();
  let about = null;

  // -- words, as archive/text.py and archive/search.py read them ------------------------------

  const TONES = "\u0300\u0301\u0303\u0309\u0323";
  const SYLLABLE = /^(ngh|ng|nh|gh|gi(?=[aăâeêioôơuưy])|kh|ph|th|tr|ch|qu(?=[aăâeêioôơuưy])|[bcdđghklmnprstvx])?([aăâeêioôơuưy]{1,3})(ng|nh|ch|[cmnpt])?$/u;

  const fold = (text) => text.toLowerCase().replace(/ß/g, "ss").normalize("NFD")
    .replace(/\p{Mn}/gu, "").replace(/[đðɖ]/g, "d");

  function placeTone(word) {
    word = word.replace(/[ðɖ]/g, "đ");
    const letters = [];
    let tone = "";
    for (const char of word) {
      const parts = [...char.normalize("NFD")];
      const here = parts.filter((part) => TONES.includes(part)).join("");
      if (here && tone) return word;
      tone += here;
      letters.push(parts.filter((part) => !TONES.includes(part)).join("").normalize("NFC"));
    }
    if (tone.length !== 1) return word;
    const found = SYLLABLE.exec(letters.join(""));
    if (found === null) return word;
    const nucleus = found[2], qualified = Math.max(...[..."ăâêôơư"].map((v) => nucleus.lastIndexOf(v)));
    let at = nucleus.length === 3 || (nucleus.length === 2 && found[3]) ? 1 : 0;
    if (qualified >= 0) at = qualified;
    at += (found[1] || "").length;
    letters[at] = (letters[at] + tone).normalize("NFC");
    return letters.join("");
  }

  const exact = (text) => text.normalize("NFC").toLowerCase()
    .replace(/\p{L}[\p{L}\p{N}\p{M}]*/gu, placeTone).replace(/[\u0300-\u036f\ue000-\uf8ff]/g, "");

  const wordsOf = (text) => text.match(/[\p{L}\p{N}]+/gu) || [];
  const isMarked = (word) => fold(word) !== word;

  function parse(query) {
    const terms = [];
    for (const piece of query.replace(/[“”]/g, '"').matchAll(/((?<!\S)-)?(?:"([^"]*)"?|([^\s"]+))/gu)) {
      const typed = piece[2] ?? piece[3], words = wordsOf(exact(typed));
      if (words.length) {
        terms.push({ words, without: Boolean(piece[1]), prefix: piece[3] !== undefined && typed.endsWith("*") });
      }
    }
    return terms;
  }

  // -- the index ------------------------------------------------------------------------------

  /** Which shards hold words that fold to this one, or begin so. */
  function shardsOf(word, prefix) {
    const start = [...fold(word)].slice(0, 2).join("");
    return about.shards.filter((name) => name === start || (prefix && name.startsWith(start)));
  }

  /** Article -> places of a word in it, each `4 * offset + column`. */
  function places(word, inExact, prefix) {
    const found = new Map(), asked = inExact ? word : fold(word);
    const fits = (form) => form === asked || (prefix && form.startsWith(asked));
    for (const name of shardsOf(word, prefix)) {
      for (const [folded, forms] of Object.entries(shards.get(name) || {})) {
        if (!inExact && !fits(folded)) continue;
        for (const [form, list] of Object.entries(forms)) {
          if (!inExact || fits(form)) unpack(list, found);
        }
      }
    }
    return found;
  }

  /** Lists are numbers: the article after the last one, how many places, each after the last. */
  function unpack(list, found) {
    for (let at = 0, article = -1; at < list.length;) {
      article += list[at];
      const end = at + 2 + list[at + 1], here = found.get(article) || [];
      let place = 0;
      for (at += 2; at < end; at++) here.push(place += list[at]);
      found.set(article, here);
    }
  }

  /** Article -> weight of a phrase in it: its places, each as much as its column counts. */
  function phrase(words, inExact, prefix) {
    const weights = inExact ? EXACT : FOLDED, found = new Map();
    const lists = words.map((word, n) => places(word, inExact, prefix && n === words.length - 1));
    for (const [article, first] of lists[0]) {
      let ends = first;
      for (const list of lists.slice(1)) {
        const next = new Set(list.get(article) || []);
        ends = ends.map((place) => place + 4).filter((place) => next.has(place));
      }
      if (ends.length) found.set(article, ends.reduce((sum, place) => sum + weights[place % 4], 0));
    }
    return found;
  }

  /** Articles that answer a term; the phrases that count for its rank are added to `counted`. */
  function answering(term, counted) {
    const marked = term.words.filter(isMarked);
    const told = (words, inExact, prefix) => {
      const found = phrase(words, inExact, prefix);
      counted.push(found);
      return new Set(found.keys());
    };
    if (marked.length === term.words.length) return told(term.words, true, term.prefix);
    const loose = told(term.words, false, term.prefix);
    if (!marked.length) return union(loose, told(term.words, true, term.prefix));
    return marked.reduce((found, word) => intersection(found, told([word], true, false)), loose);
  }

  const union = (a, b) => new Set([...a, ...b]);
  const intersection = (a, b) => new Set([...a].filter((one) => b.has(one)));

  /** Articles that answer all terms, and the phrases to rank them by. */
  function matching(terms) {
    const counted = [], asked = terms.filter((term) => !term.without);
    if (!asked.length) return { found: new Set(), counted };
    let found = asked.map((term) => answering(term, counted)).reduce(intersection);
    if (asked.length > 1 && asked.length <= 8 && !asked.some((term) => term.prefix)) {
      const together = { words: asked.flatMap((term) => term.words), prefix: false };
      found = union(found, answering(together, counted));
    }
    for (const term of terms.filter((one) => one.without)) {
      const never = answering(term, counted);
      found = new Set([...found].filter((one) => !never.has(one)));
    }
    return { found, counted };
  }

  /** Best first by BM25, as SQLite reckons it; of equal ones the newest. */
  function ranked(found, counted) {
    const newest = [...found].sort((a, b) => b - a).slice(0, CANDIDATES), number = about.lengths.length;
    const rarity = counted.map((one) => {
      const told = Math.log((number - one.size + 0.5) / (one.size + 0.5));
      return told <= 0 ? 1e-6 : told;
    });
    const scores = new Map(newest.map((article) => {
      let score = 0;
      counted.forEach((one, n) => {
        const weight = one.get(article) || 0;
        score += rarity[n] * (weight * (K1 + 1) / (weight + K1 * (1 - B + B * about.lengths[article] / about.average)));
      });
      return [article, score];
    }));
    return newest.sort((a, b) => scores.get(b) - scores.get(a) || b - a);
  }

  // -- narrowing down: the parameters of the site's own search ---------------------------------

  const digits = (date, fill) => Number(date.replace(/-/g, "").padEnd(8, fill));
  const period = (length) => (article, value) => {
    const date = value.replace("-", "");
    return date.length === length && /^\d+$/.test(date) && about.days[article] !== null &&
      digits(date, "0") <= about.days[article] && about.days[article] <= digits(date, "9");
  };

  function isChosen(name, article, value) {
    if (name === "nam" || name === "thang") return period(name === "nam" ? 4 : 6)(article, value);
    const facet = about.facets[name];
    return facet.of[article] >= 0 && facet.values[facet.of[article]][0] === value;
  }

  const isDay = (text) => /^\d{4}(-\d\d(-\d\d)?)?$/.test(text);

  /** Does an article answer what is chosen, apart from the facet `without`? */
  function answers(asked, article, without) {
    for (const name of [...Object.keys(about.facets), "nam", "thang"]) {
      const values = name === without ? [] : asked.getAll(name);
      if (values.length && !values.some((value) => isChosen(name, article, value))) return false;
    }
    for (const [name, bit] of Object.entries(about.flags)) {
      const value = asked.get(name);
      if ((value === "1" || value === "0") && Boolean(about.bits[article] & bit) !== (value === "1")) return false;
    }
    const day = about.days[article], since = asked.get("tu") || "", until = asked.get("den") || "";
    if (isDay(since) && (day === null || day < digits(since, "0"))) return false;
    return !(isDay(until) && (day === null || day > digits(until, "9")));
  }

  // -- loading -----------------------------------------------------------------------------------

  const load = (file) => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = `tim/${file}.js`;
    script.onload = done;
    script.onerror = () => failed(new Error(script.src));
    document.head.append(script);
  });

  const loadWords = (terms) => Promise.all([...new Set(terms.flatMap((term) =>
    term.words.flatMap((word, n) => shardsOf(word, term.prefix && n === term.words.length - 1))))]
    .filter((name) => !shards.has(name)).map((name) => load(`chu-${fileName(name)}`)));

  /** As `shard_file` of publish/offline/index.py names it. */
  const fileName = (name) => /^[a-z0-9]+$/.test(name) ? name
    : `x${[...name].map((char) => char.codePointAt(0).toString(16)).join("-")}`;

  /** Ids and texts of some articles, in their order. */
  async function texts(articles) {
    const needed = [...new Set(articles.map((article) => Math.floor(article / about.chunk)))];
    await Promise.all(needed.filter((n) => !chunks.has(n)).map((n) => load(`bai-${n}`)));
    return articles.map((article) => chunks.get(Math.floor(article / about.chunk))[article % about.chunk]);
  }

  /** Everything that answers the parameters, in the order asked for. */
  async function search(asked) {
    const query = [...(asked.get("q") || "").trim()].slice(0, LONGEST).join("");
    const terms = parse(query), order = asked.get("xep") || "";
    await loadWords(terms);
    const { found, counted } = query ? matching(terms) : { found: about.lengths.keys(), counted: [] };
    const all = [...found], chosen = all.filter((article) => answers(asked, article, ""));
    const sorted = query && !order ? ranked(chosen, counted) : chosen.sort((a, b) => (order === "cu" ? a - b : b - a));
    return { query, terms, all, sorted };
  }

  return {
    catalogue: (told) => { about = told; },
    words: (name, forms) => shards.set(name, forms),
    articles: (n, rows) => chunks.set(n, rows),
    get about() { return about; },
    PAGE, SNIPPET, fold, exact, wordsOf, isMarked, search, texts, answers, isChosen,
  };
})();
