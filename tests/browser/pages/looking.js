// What is asked of a page beside axe. Read by tests/browser/pages/looking.py; each function answers with data.
const ring = (e) => [null, "::before", "::after"].some((part) => {
  const s = getComputedStyle(e, part);
  return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && s.content !== "none";
});
const around = (e) => [e, ...(e.labels || []), e.parentElement, e.nextElementSibling].filter(Boolean);

const ways = {
  // The head, ids, and every text that a person may read or hear.
  facts() {
    const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
    const texts = new Set();
    const other = (e) => { const l = e.closest("[lang]"); return l && l !== document.documentElement; };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.parentElement;
      if (!at.closest("script, style, noscript, code") && !other(at)) texts.add(walker.currentNode.data.replace(/\s+/g, " ").trim());
    }
    for (const e of document.querySelectorAll("[aria-label], [alt], [title], [placeholder]")) {
      if (!other(e)) for (const a of ["aria-label", "alt", "title", "placeholder"]) if (e.hasAttribute(a)) texts.add(e.getAttribute(a).trim());
    }
    texts.delete("");
    return { title: document.title, lang: document.documentElement.lang, twice: ids.filter((id, n) => ids.indexOf(id) !== n), texts: [...texts] };
  },

  // Whether the page scrolls sideways, and what sticks out farthest.
  async sideways() {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const root = document.scrollingElement, room = root.clientWidth;
    if (root.scrollWidth <= room) return null;
    const name = (e) => e.tagName.toLowerCase() + (e.getAttribute("class") ? "." + e.getAttribute("class").trim().split(/\s+/).join(".") : "");
    const out = [...document.body.querySelectorAll("*")].filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > room + 0.5);
    const deep = out.filter((e) => ![...e.children].some((c) => out.includes(c)));
    return `${root.scrollWidth - room} px: ` + deep.slice(0, 3).map((e) => `${name(e)} “${e.textContent.trim().slice(0, 30)}”`).join(", ");
  },

  // What still moves although the person asked for less.
  moving() {
    const seconds = (list) => Math.max(...list.split(",").map((t) => (t.includes("ms") ? parseFloat(t) / 1000 : parseFloat(t))));
    return [...document.querySelectorAll("body, body *")].filter((e) => {
      const s = getComputedStyle(e);
      return (s.transitionProperty !== "none" && seconds(s.transitionDuration) > 0.01) || (s.animationName !== "none" && seconds(s.animationDuration) > 0.01);
    }).map((e) => e.outerHTML.slice(0, 80)).slice(0, 3);
  },

  // Elements that take focus and do not show it: neither on themselves, nor on their label, nor on what holds them.
  unfocused() {
    const pick = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
    const silent = [];
    document.activeElement.blur();
    for (const e of document.querySelectorAll(pick)) {
      if (e.tabIndex < 0 || e.disabled || !e.checkVisibility({ visibilityProperty: true })) continue;
      const near = around(e);
      const before = near.map(ring);
      e.focus({ preventScroll: true });
      if (document.activeElement !== e) continue;
      const shown = near.some((n, at) => ring(n) && !before[at]);
      if (!shown) silent.push(e.outerHTML.slice(0, 100));
      e.blur();
    }
    return silent;
  },

  // Where the keyboard is: what it is on, whether that shows, and whether it is on the screen.
  focus() {
    const e = document.activeElement, box = e.getBoundingClientRect();
    const seen = box.bottom > 0 && box.top < innerHeight && box.width > 0;
    const inside = e.matches("[type=date], [type=time]") && !e.matches(":focus-visible"); // on the browser's own button in the field, with its own ring
    return { html: e.outerHTML.slice(0, 100), shown: inside || around(e).some(ring), seen: seen || Boolean(e.labels?.length) };
  },

  // After a form came back: the summary has the focus, and each of its lines leads to a field that says it is wrong and why.
  refused() {
    const summary = document.querySelector("main .error-summary");
    if (!summary) return ["no summary"];
    const wrong = [];
    if (document.activeElement !== summary) wrong.push("the summary has not the focus");
    const links = [...summary.querySelectorAll("a")];
    if (!links.length) wrong.push("no line of the summary leads anywhere");
    for (const link of links) {
      const field = document.getElementById(link.hash.slice(1));
      if (!field) { wrong.push(`${link.hash} leads nowhere`); continue; }
      const says = field.matches("fieldset, div") ? field : field.closest("fieldset[aria-describedby]") || field;
      const why = document.getElementById((says.getAttribute("aria-describedby") || "").split(" ").pop());
      if (!why) wrong.push(`${link.hash} has no words of its own`);
      if (field.matches("input, select, textarea") && field.getAttribute("aria-invalid") !== "true") wrong.push(`${link.hash} does not say that it is wrong`);
    }
    return wrong;
  },
};
