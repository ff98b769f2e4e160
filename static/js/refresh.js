// A page that draws itself anew: parts marked data-fresh are replaced by the server's newest, every data-refresh seconds.
// Not while somebody types in one of them, and not while nobody looks.
const page = document.querySelector("[data-refresh]");
const busy = (part) => part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { "X-Refresh": "1" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-fresh]")) {
      const next = fresh.querySelector(`[data-fresh="${part.dataset.fresh}"]`);
      if (next && !busy(part)) part.replaceWith(next);
    }
    const line = fresh.querySelector(".page-head p");
    if (line) document.querySelector(".page-head p").replaceWith(line);
  } catch {
    // The server is away: the page says by its time how old it is.
  }
}
if (page) setInterval(refresh, Number(page.dataset.refresh) * 1000);
