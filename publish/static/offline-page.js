/* The search page of a static edition: shows what offline.js finds, for the address it stands at. */
"use strict";

(() => {
  const words = JSON.parse(document.getElementById("loi").textContent);
  const asked = new URLSearchParams(location.search);
  const make = (name, attributes = {}, ...inside) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  };
  const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, words.lang === "vi" ? "." : ",");
  const said = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const counted = (forms, n, values = {}) => said(n === 1 ? forms[0] : forms[forms.length - 1], { n: number(n), ...values });

  /** The address of this search, changed; always of its first page. */
  function address(change) {
    const changed = new URLSearchParams(asked);
    changed.delete("trang");
    change(changed);
    return `tim-kiem.html?${changed}`;
  }

  const toggled = (name, value) => address((to) => {
    const kept = to.getAll(name);
    to.delete(name);
    for (const one of kept.includes(value) ? kept.filter((v) => v !== value) : [...kept, value]) to.append(name, one);
  });

  // -- marking, as archive/search/marking.py does ----------------------------------------

  function matches(term, found) {
    return term.words.every((word, n) => {
      const form = luutru.isMarked(word) ? luutru.exact(found[n]) : luutru.fold(found[n]);
      return term.prefix && n === term.words.length - 1 ? form.startsWith(word) : form === word;
    });
  }

  function spans(text, terms) {
    const places = [...text.matchAll(/[\p{L}\p{N}]+/gu)], found = [];
    const wanted = terms.filter((term) => !term.without);
    let last = -1;
    places.forEach((word, n) => {
      if (word.index < last) return;
      for (const term of wanted) {
        const run = places.slice(n, n + term.words.length);
        if (run.length === term.words.length && matches(term, run.map((one) => one[0]))) {
          const end = run[run.length - 1];
          last = end.index + end[0].length;
          found.push([word.index, last]);
          break;
        }
      }
    });
    return found;
  }

  function marked(text, terms) {
    const pieces = [];
    let at = 0;
    for (const [start, end] of spans(text, terms)) {
      pieces.push(text.slice(at, start), make("mark", {}, text.slice(start, end)));
      at = end;
    }
    return [...pieces, text.slice(at)];
  }

  function snippet(text, terms) {
    const width = luutru.SNIPPET;
    if (text.length <= width) return marked(text, terms);
    const found = spans(text, terms), together = luutru.inARow(terms.filter((term) => !term.without));
    const rows = new Set(together ? spans(text, [together]).map(([start]) => start) : []);
    let best = 0, most = 0;
    found.forEach(([start], n) => {
      if (rows.size && !rows.has(start)) return;
      const inside = found.slice(n, n + 24).filter((span) => span[1] - start <= width).length;
      if (inside > most) [best, most] = [start, inside];
    });
    let start = Math.max(0, best - Math.floor(width / 6));
    if (start) start = text.indexOf(" ", start) + 1;
    let end = start + width < text.length ? text.lastIndexOf(" ", start + width) : text.length;
    if (end <= start) end = start + width;
    return [start ? "… " : "", ...marked(text.slice(start, end), terms), end < text.length ? " …" : ""];
  }

  // -- the page -----------------------------------------------------------------------------------

  function hit([id, title, text, date, cover, gone], article, terms) {
    const page = `bai/${id.slice(0, 2)}/${id}.html`, facets = luutru.about.facets;
    const label = (name) => (facets[name].values[facets[name].of[article]] || [])[1];
    const told = [date, label("cong"), label("chuyen-muc"), gone ? words.gone_short : ""].filter(Boolean).join(" · ");
    const picture = cover ? [make("a", { class: "anh", href: page, tabindex: "-1", "aria-hidden": "true" },
      make("img", { src: cover, alt: "", loading: "lazy", decoding: "async" }))] : [];
    return make("article", { class: "hit" }, ...picture, make("div", { class: "chu" },
      make("h3", {}, make("a", { href: page }, ...marked(title, terms))),
      make("p", { class: "nhan" }, told), make("p", { class: "trich" }, ...snippet(text, terms))));
  }

  function choice(name, value, label, n) {
    const chosen = asked.getAll(name).includes(value);
    const link = make("a", { href: toggled(name, value) }, make("span", { class: "o", "aria-hidden": "true" }, chosen ? "✓" : ""),
      make("span", { class: "ten-muc" }, label), " ", make("span", { class: "so" }, number(n)));
    if (chosen) link.setAttribute("aria-current", "true");
    return make("li", chosen ? { class: "dang-chon" } : {}, link);
  }

  /** [value, how many of the articles have it, label], most frequent first, those chosen before all. */
  function tally(name, articles) {
    const sums = new Map(asked.getAll(name).map((value) => [value, 0]));
    const facet = luutru.about.facets[name], labels = new Map(facet ? facet.values : []);
    for (const article of articles) {
      const day = luutru.about.days[article];
      const value = facet ? (facet.values[facet.of[article]] || [])[0] : day === null ? undefined : String(day).padStart(8, "0").slice(0, 4);
      if (value !== undefined) sums.set(value, (sums.get(value) || 0) + 1);
    }
    const isChosen = (value) => asked.getAll(name).includes(value);
    const after = (a, b) => (a < b ? -1 : Number(a > b));
    return [...sums].map(([value, n]) => [value, n, facet ? labels.get(value) ?? value : value]).sort((a, b) =>
      isChosen(b[0]) - isChosen(a[0]) || (facet ? b[1] - a[1] || after(a[2], b[2]) : after(b[2], a[2])));
  }

  function facetLists(all) {
    return [...Object.keys(luutru.about.facets), "nam"].flatMap((name) => {
      const among = all.filter((article) => luutru.answers(asked, article, name)), values = tally(name, among);
      if (!asked.has(name) && (!values.length || (values.length === 1 && values[0][1] === among.length))) return [];
      const items = values.slice(0, 200).map(([value, n, label]) => choice(name, value, label, n));
      const rest = items.length > 7 ? [make("details", { class: "them" },
        make("summary", {}, said(words.more_values, { n: number(items.length - 7) })), make("ul", {}, ...items.slice(7)))] : [];
      return [make("section", {}, make("h2", {}, words.facets[name]), make("ul", {}, ...items.slice(0, 7)), ...rest)];
    });
  }

  /** What is chosen and stands in no list: months, days, yes and no. */
  function chips() {
    const names = ["thang", "tu", "den", ...Object.keys(luutru.about.flags)].filter((name) => asked.get(name));
    return names.map((name) => make("li", {}, make("a", { href: address((to) => to.delete(name)) },
      make("span", { class: "loai" }, words.facets[asked.get(name) === "0" ? `${name}-0` : name]),
      name in luutru.about.flags ? "" : ` ${asked.getAll(name).join(", ")}`, " ", make("span", { "aria-hidden": "true" }, "×"))));
  }

  function orders(query) {
    const now = asked.get("xep") || (query ? "" : "moi");
    return [...(query ? [["", words.sort_best]] : []), ["moi", words.sort_new], ["cu", words.sort_old]].flatMap(([value, label]) => {
      const link = make("a", { href: address((to) => (value ? to.set("xep", value) : to.delete("xep"))) }, label);
      if (value === now) link.setAttribute("aria-current", "true");
      return [link, " "];
    });
  }

  function turn(page, label) {
    const to = new URLSearchParams(asked);
    to.set("trang", page);
    return make("a", { href: `tim-kiem.html?${to}` }, label);
  }

  async function show() {
    const page = Math.max(1, Number.parseInt(asked.get("trang") || "1", 10) || 1), first = (page - 1) * luutru.PAGE;
    const { query, terms, all, sorted } = await luutru.search(asked);
    const shown = sorted.slice(first, first + luutru.PAGE), rows = await luutru.told(shown);
    document.getElementById("q").value = query;
    for (const [name, value] of asked) {
      if (!["q", "trang"].includes(name)) document.getElementById("q").form.append(make("input", { type: "hidden", name, value }));
    }
    if (query) document.title = `${query} - ${document.title}`;
    document.getElementById("bao-nhieu").textContent =
      query ? counted(words.results, sorted.length, { q: query }) : counted(words.results_all, sorted.length);
    if (sorted.length > 1) document.getElementById("xep").append(...orders(query));
    document.getElementById("loc").append(...facetLists(all));
    document.getElementById("the-loc").append(...chips());
    document.getElementById("ket-qua").append(...rows.map((row, n) => hit(row, shown[n], terms)));
    if (!rows.length) document.getElementById("ket-qua").append(make("p", { class: "trong" }, words.nothing));
    const turns = document.getElementById("trang-so");
    turns.append(page > 1 ? turn(page - 1, `← ${words.previous}`) : make("span"));
    if (first + luutru.PAGE < sorted.length) turns.append(turn(page + 1, `${words.next} →`));
    document.body.dataset.found = String(sorted.length);
  }

  show().catch((error) => {
    document.getElementById("bao-nhieu").textContent = words.broken;
    document.body.dataset.found = "-1";
    console.error(error);
  });
})();
