// "Did this help?" without leaving the article: its two links lead to a page with a form; here the form comes to the page.
const place = document.querySelector("[data-verdict]");

place?.addEventListener("click", async (event) => {
  const link = event.target.closest("a");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.querySelector("main form");
    if (!answer.ok || !form) throw new Error("no form");
    form.querySelectorAll("a").forEach((back) => back.remove());
    form.classList.remove("card", "card--lift");
    place.querySelector("h2")?.classList.add("sr-only");
    place.classList.remove("row");
    place.classList.add("stack");
    link.closest("p").replaceWith(form);
    form.querySelector("textarea")?.focus();
  } catch {
    location.href = link.href;
  }
});
