// <form data-prices data-terms='{"7":[1500,0,2000000]}' data-step="100" data-exponent="2" data-sign="$">: while a price is typed, what
// families pay and what she receives. Whole numbers only, as the server reckons; the server has the last word when it is saved.
const BLANK = "–";

const part = (minor, points, step) => {
  const unit = step * 10000n;
  return ((2n * minor * points + unit) / (2n * unit)) * step;
};

const show = (minor, { sign, exponent }) => {
  const unit = 10n ** BigInt(exponent);
  const whole = String(minor / unit).replace(/\B(?=(\d{3})+$)/g, ".");
  const rest = minor % unit;
  return `${sign}\u00a0${whole}${rest ? `,${String(rest).padStart(Number(exponent), "0")}` : ""}`;
};

const typed = (text, exponent) => {
  const digits = text.replace(/[\s.,$₲U]/g, "");
  if (!/^\d{1,10}$/.test(digits) || /[.,]\d{1,2}$/.test(text.trim()) || Number(digits) % 100) return null;
  return Number(digits) ? BigInt(digits) * 10n ** BigInt(exponent) : null;
};

for (const form of document.querySelectorAll("form[data-prices]")) {
  const terms = JSON.parse(form.dataset.terms);
  const step = BigInt(form.dataset.step);
  const box = form.querySelector("[data-pays]");
  const least = form.querySelector("[data-least]");

  const draw = () => {
    const found = terms[form.elements.service.value];
    const rate = typed(form.elements.rate.value, form.dataset.exponent);
    const known = found && rate !== null;
    const [fee, commission, minimum] = (found ?? [0, 0, 0]).map(BigInt);
    const minutes = BigInt(form.elements.minimum.value);
    const visit = known ? (rate * minutes) / 60n : 0n;
    const says = (minor) => (known ? show(minor, form.dataset) : BLANK);
    box.hidden = false;
    box.querySelector("[data-hour-pays]").textContent = says(known ? rate + part(rate, fee, step) : 0n);
    box.querySelector("[data-hour-hers]").textContent = says(known ? rate - part(rate, commission, step) : 0n);
    box.querySelector("[data-visit-pays]").textContent = says(known ? visit + part(visit, fee, step) : 0n);
    box.querySelector("[data-visit-hers]").textContent = says(known ? visit - part(visit, commission, step) : 0n);
    box.querySelector("[data-length]").textContent = form.elements.minimum.selectedOptions[0].textContent;
    least.hidden = !(known && visit < minimum);
    if (!least.hidden) least.querySelector("[data-minimum]").textContent = show(minimum, form.dataset);
  };

  form.addEventListener("input", draw);
  for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;
  draw();
}
