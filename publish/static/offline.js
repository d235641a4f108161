/* The search of a static edition: what archive/search finds, ranked as there, by the reader's browser.

   Pages from a folder may load nothing but scripts beside them, so the index lies in scripts that
   call `luutru.catalogue`, `luutru.words` and `luutru.articles` (written by publish/offline/index.py).
   Everything shown is set as text: nothing of an article is ever read as HTML. */
"use strict";

const luutru = (() => {
  const PAGE = 20, SNIPPET = 240, LONGEST = 500, TERMS = 24, IN_A_ROW = 8;
  const limits = { few: 1000, newest: 200, each: 120, leads: 60 }; // of publish/find/results.py, archive/search/ranking.py
  const TITLE = 0, LEAD = 1;
  const KNOWN = 3, FORMS = 8, MEANT_WORDS = 12, READ = 10, COMMON = 20000; // of archive/search/suggestion.py
  const shards = new Map(), chunks = new Map();
  let about = null;

  // -- words, as archive/text.py and archive/search/terms.py read them ------------------------------

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
    const terms = new Map();
    for (const piece of query.replace(/[“”]/g, '"').matchAll(/((?<!\S)-)?(?:"([^"]*)"?|([^\s"]+))/gu)) {
      const typed = piece[2] ?? piece[3], words = wordsOf(exact(typed));
      const term = { words, without: Boolean(piece[1]), prefix: piece[3] !== undefined && typed.endsWith("*") };
      if (words.length && terms.size < TERMS) terms.set(JSON.stringify(term), term);
    }
    return [...terms.values()];
  }

  /** All words one after the other, where there are some apart and not too many. */
  function inARow(wanted) {
    const words = wanted.flatMap((term) => term.words);
    return wanted.length > 1 && words.length <= IN_A_ROW && !wanted.some((term) => term.prefix)
      ? { words, without: false, prefix: false } : null;
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
    return found;
  }

  /** Article -> where words stand in a row, each in its exact form or in any. */
  function row(words, inExact, prefix) {
    const lists = words.map((word, n) => places(word, inExact[n], prefix && n === words.length - 1));
    const found = new Map();
    for (const [article, first] of lists[0]) {
      const sets = lists.slice(1).map((list) => new Set(list.get(article) || []));
      const starts = first.filter((place) => sets.every((set, n) => set.has(place + 4 * (n + 1))));
      if (starts.length) found.set(article, starts);
    }
    return found;
  }

  /** Articles that answer a term, in one column or anywhere. */
  function answering(term, column = null) {
    const marked = term.words.map(isMarked), last = term.words.length - 1;
    const told = (words, inExact, prefix) => new Set([...row(words, words.map(() => inExact), prefix)]
      .filter(([, starts]) => column === null || starts.some((place) => place % 4 === column)).map(([article]) => article));
    if (marked.every(Boolean)) return told(term.words, true, term.prefix);
    return term.words.reduce(
      (found, word, n) => (marked[n] ? intersection(found, told([word], true, term.prefix && n === last)) : found),
      told(term.words, false, term.prefix));
  }

  const intersection = (a, b) => new Set([...a].filter((one) => b.has(one)));
  const difference = (a, b) => new Set([...a].filter((one) => !b.has(one)));

  /** Articles that answer all terms. */
  function matching(terms, column = null) {
    const wanted = terms.filter((term) => !term.without);
    if (!wanted.length) return new Set();
    const found = wanted.map((term) => answering(term, column)).reduce(intersection);
    return terms.filter((term) => term.without).map((term) => answering(term)).reduce(difference, found);
  }

  // -- the best first, as archive/search/ranking.py has it -----------------------------------------

  /** Spellings of a word: in how many texts each is, most first. Numbers and long words do not count. */
  function spellings(word) {
    if (!/^\p{L}{1,12}$/u.test(word)) return [];
    const forms = (shards.get([...word].slice(0, 2).join("")) || {})[word] || {};
    return Object.entries(forms).map(([form, list]) => {
      const all = [...unpack(list, new Map())];
      const number = all.reduce((sum, [, found]) => sum + new Set(found.map((place) => place % 4)).size, 0);
      const titles = all.flatMap(([article, found]) => found.filter((place) => place % 4 === TITLE).map((place) => [article, place]));
      return { form, number, titles };
    }).sort((a, b) => b.number - a.number || (a.form < b.form ? -1 : 1));
  }

  const texts = (word) => spellings(word).reduce((sum, one) => sum + one.number, 0);

  /** In how many titles one spelling follows another; 0 for too few. */
  function pairs(one, other) {
    const after = new Set(other.titles.map(([article, place]) => `${article} ${place - 4}`));
    const number = new Set(one.titles.filter((found) => after.has(found.join(" "))).map(([article]) => article)).size;
    return number >= KNOWN ? number : 0;
  }

  /** In how many of the newest texts that have two words in a row one spelling follows another. */
  function inTexts(first, second) {
    if (Math.min(texts(first), texts(second)) > COMMON) return () => 0;
    const rows = [...answering({ words: [first, second] })].sort((a, b) => b - a).slice(0, READ);
    return (one, other) => intersection(new Set(rows), new Set(row([one.form, other.form], [true, true]).keys())).size;
  }

  /** How often spellings of two words follow one another: in titles, else in texts. */
  function following(some, others) {
    const bare = new Set([...some.map((one) => fold(one.form)), "/", ...others.map((one) => fold(one.form))]);
    const told = some.flatMap((one) => others.map((other) => pairs(one, other)));
    if (bare.size > 3 || some.length + others.length === 2 || told.some(Boolean)) return pairs;
    return inTexts(fold(some[0].form), fold(others[0].form));
  }

  /** Word without marks -> what the articles most probably have for it: spellings that go together.
      The server also looks for misspelt words, which nothing here would answer. */
  function meant(terms) {
    const typed = terms.flatMap((term) => term.words).filter((word) => /^\p{L}+$/u.test(word)).slice(0, MEANT_WORDS);
    let paths = [[0, []]], before = [], unknown = false;
    for (const word of typed) {
      const mine = spellings(fold(word)), itself = mine.find((one) => one.form === word) || { form: word, titles: [] };
      const common = mine.filter((one) => one.number >= KNOWN).slice(0, FORMS);
      unknown ||= !mine.length && word.length > 1 && fold(word).length <= 12;
      const options = !common.length || (isMarked(word) && itself.number) ? [[itself, 0]] : common.map((one) => [one, Math.log(one.number)]);
      const forms = options.map(([one]) => one), follow = before.length ? following(before, forms) : () => 0;
      paths = options.map(([one, own]) => paths.map(([score, path]) =>
        [score + own + 3 * Math.log1p(follow(path[path.length - 1], one)), [...path, one]])
        .reduce((best, next) => (next[0] > best[0] ? next : best)));
      before = forms;
    }
    const [, best] = paths.reduce((first, next) => (next[0] > first[0] ? next : first));
    return new Map(unknown ? [] : best.map((one, n) => [typed[n], one.form]));
  }

  /** What it adds to a score to have all words in a row: see `_worth` of the ranking. */
  function worth(inRow, newest) {
    const share = newest.filter((article) => inRow.has(article)).length / Math.min(newest.length, limits.each);
    return newest.length ? 5 + 10 * Math.min(1, share) : 5;
  }

  function compared(terms, articles, inRow, newest) {
    const likely = meant(terms.filter((term) => !term.without));
    const wanted = terms.filter((term) => !term.without).map((term) => ({
      size: term.words.length,
      weight: Math.log1p(about.titles.length / (Math.min(...term.words.map((word) => texts(fold(word)))) + 1)),
      stands: row(term.words, term.words.map(isMarked), term.prefix),
      typed: row(term.words, term.words.map(() => true), false),
      meant: row(term.words.map((word) => likely.get(word) ?? word), term.words.map(() => true), false),
    }));
    const together = inARow(terms.filter((term) => !term.without));
    const joined = together && row(together.words, together.words.map(isMarked), false);
    const first = (list, article, column) => Math.min(...(list.get(article) || []).filter((place) => place % 4 === column));

    /** 0 to about 2: how much of what was asked a title or lead has, how near, and how much else. */
    function likeness(article, column, length) {
      let had = 0, here = 0, asTyped = 0;
      for (const one of wanted) {
        had += one.weight;
        const place = first(one.stands, article, column);
        if (place < Infinity) {
          here += one.weight;
          const stands = (list) => (list.get(article) || []).includes(place);
          asTyped += one.weight * (stands(one.typed) ? 1 : stands(one.meant) ? 0.8 : 0);
        }
      }
      if (!here) return 0;
      const whole = here / had, asked = wanted.reduce((sum, one) => sum + one.size, 0);
      const near = whole < 1 ? 0 : !joined || first(joined, article, column) < Infinity ? 0.5 : 0.2;
      return whole * whole + near + 0.2 * Math.min(1, asked / length) * whole + (0.3 * asTyped) / had;
    }

    const rowed = worth(inRow, newest);
    const scores = new Map([...articles].sort((a, b) => a - b).map((article, n) =>
      [article, 10 * likeness(article, TITLE, about.titles[article]) + rowed * Number(inRow.has(article)) + n / articles.length]));
    const inOrder = () => [...scores.keys()].sort((a, b) => scores.get(b) - scores.get(a) || b - a);
    for (const article of inOrder().slice(0, limits.leads)) {
      scores.set(article, scores.get(article) + 3 * likeness(article, LEAD, about.leads[article]));
    }
    return inOrder();
  }

  /** What was found, best first: few are all compared, of many the newest and those that promise most. */
  function ranked(terms, found) {
    const wanted = terms.filter((term) => !term.without), newest = [...found].sort((a, b) => b - a);
    const some = (set, number) => newest.filter((article) => set.has(article)).slice(0, number);
    const together = inARow(wanted), inRow = together ? answering(together) : new Set();
    if (newest.length <= limits.few) {
      const low = newest[newest.length - 1];
      const rows = [...inRow].filter((article) => article >= low).sort((a, b) => b - a).slice(0, newest.length);
      return compared(terms, newest, new Set(rows), newest);
    }
    const kinds = together ? [some(answering(together, TITLE), limits.each), some(inRow, limits.each)] : [];
    kinds.push(some(matching(wanted, TITLE), limits.each));
    if (wanted.length > 2) {
      const pairs = wanted.slice(1).flatMap((term, n) => [...matching([wanted[n], term], TITLE)]);
      kinds.push(some(new Set(pairs), limits.each));
    }
    const latest = newest.slice(0, limits.newest);
    const head = compared(terms, [...new Set([...kinds.flat(), ...latest])], new Set(some(inRow, limits.each)), latest);
    return [...head, ...difference(newest, new Set(head))];
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
  async function told(articles) {
    const needed = [...new Set(articles.map((article) => Math.floor(article / about.chunk)))];
    await Promise.all(needed.filter((n) => !chunks.has(n)).map((n) => load(`bai-${n}`)));
    return articles.map((article) => chunks.get(Math.floor(article / about.chunk))[article % about.chunk]);
  }

  /** Everything that answers the parameters, in the order asked for. */
  async function search(asked) {
    const query = [...(asked.get("q") || "").trim()].slice(0, LONGEST).join("");
    const terms = parse(query), order = asked.get("xep") || "";
    await loadWords(terms);
    const all = query ? [...matching(terms)] : [...about.titles.keys()];
    const chosen = all.filter((article) => answers(asked, article, ""));
    const byDate = () => chosen.sort((a, b) => (order === "cu" ? a - b : b - a));
    return { query, terms, all, sorted: query && !order ? ranked(terms, chosen) : byDate() };
  }

  return {
    catalogue: (told) => { about = told; },
    words: (name, forms) => shards.set(name, forms),
    articles: (n, rows) => chunks.set(n, rows),
    get about() { return about; },
    PAGE, SNIPPET, limits, fold, exact, wordsOf, isMarked, inARow, search, told, answers,
  };
})();
