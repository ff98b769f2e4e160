// Arrow keys walk along the days of a week, Home and End to its ends, PageUp and PageDown to the weeks beside it.
// Without this each day is a link that Tab reaches.
for (const row of document.querySelectorAll("[data-days]")) {
  const days = [...row.querySelectorAll("a")];
  const open = row.querySelector("[aria-current]");
  if (open) row.scrollLeft = open.offsetLeft - (row.clientWidth - open.offsetWidth) / 2; // where seven days do not fit
  row.addEventListener("keydown", (event) => {
    const at = days.indexOf(document.activeElement);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: days.length - 1 }[event.key];
    const beside = { PageUp: "before", PageDown: "after", ArrowLeft: "before", ArrowRight: "after" }[event.key];
    if (to !== undefined && days[to]) days[to].focus();
    else if (beside) row.parentElement.querySelector(`[data-week="${beside}"]`)?.click();
    else return;
    event.preventDefault();
  });
}
