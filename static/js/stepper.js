// <div data-stepper><button data-step="-1" hidden> <input type="number"> <button data-step="1" hidden></div>
// The field works by itself; the buttons appear where this runs.
for (const box of document.querySelectorAll("[data-stepper]")) {
  const input = box.querySelector("input");
  for (const button of box.querySelectorAll("[data-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (Number(button.dataset.step) < 0) input.stepDown();
      else input.stepUp();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}
