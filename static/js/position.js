// <form data-locate data-waiting="…" data-failed="…"> latitude, longitude and accuracy are hidden fields of it.
// Its button asks the browser where it is, once, and sends the answer with the form; without an answer the form goes all the same.
// <button type="button" data-locate-here hidden data-done="…"> only fills the fields in: another button sends them.
const FIELDS = ["latitude", "longitude", "accuracy"];
const ASK = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 0 };

const fill = (form, coords) => {
  for (const name of FIELDS) form.elements[name].value = coords[name].toFixed(name === "accuracy" ? 0 : 5);
};

const ask = (form, found, failed) => {
  const say = (words) => {
    const place = form.querySelector("[data-locate-status]");
    if (place) place.textContent = words ?? "";
  };
  if (!navigator.geolocation) return failed();
  say(form.dataset.waiting);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => { fill(form, coords); say(""); found(say); },
    () => { say(form.dataset.failed); failed(); },
    ASK,
  );
};

for (const form of document.querySelectorAll("form[data-locate]")) {
  form.addEventListener("submit", (event) => {
    // Whoever types the code, or has been asked before, need not say where they are.
    if (form.elements.code?.value || form.elements.latitude.value || form.dataset.asked) return;
    event.preventDefault();
    form.dataset.asked = "yes";
    ask(form, () => form.submit(), () => form.submit());
  });
}

for (const button of document.querySelectorAll("[data-locate-here]")) {
  button.hidden = false;
  button.addEventListener("click", () => ask(button.form, (say) => say(button.dataset.done), () => {}));
}
