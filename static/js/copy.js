// A field with an address gets a button that copies it. Without scripts it is selected and copied by hand.
for (const field of document.querySelectorAll("[data-copy]")) {
  const said = field.parentElement.querySelector("[data-copy-said]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn--secondary self-start";
  button.textContent = field.dataset.copy;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      return; // it is selected: the keys that copy do the rest
    }
    if (said) said.textContent = field.dataset.copied;
  });
  field.after(button);
}
