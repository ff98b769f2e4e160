// <details data-share data-done="…">: copies the address in its field, or hands it to the telephone's own sharing. Without it the address can be read there.
for (const box of document.querySelectorAll("[data-share]")) {
  const [field, button, status] = ["input", "button", "[role=status]"].map((name) => box.querySelector(name));
  if (!navigator.clipboard && !navigator.share) continue;
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    try {
      if (navigator.clipboard) {
        await navigator.clipboard.writeText(field.value);
        status.textContent = box.dataset.done;
      } else {
        await navigator.share({ url: field.value });
      }
    } catch {
      field.focus(); // the browser said no: the address is selected, to be copied by hand
    }
  });
}
