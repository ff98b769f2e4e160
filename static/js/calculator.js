// <form data-calculator> is answered by the server at its action, as a page. Here each change asks for the answer alone,
// and puts it in the place that the form names: <form data-calculator="answer"> … <div id="answer">. Its sentence [data-said] is
// also put where it is read aloud: <p id="answer-said" role="status">.
const PAUSE = 250;

for (const form of document.querySelectorAll("form[data-calculator]")) {
  const place = document.getElementById(form.dataset.calculator);
  const said = document.getElementById(`${form.dataset.calculator}-said`);
  const button = form.querySelector("button:not([type=button])");
  let waiting;
  let asking;

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const address = new URL(form.action);
    address.search = new URLSearchParams([...new FormData(form), ["part", "1"]]);
    try {
      const answer = await fetch(address, { signal: asking.signal, credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.statusText);
      const part = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...part.body.childNodes);
      said.textContent = place.querySelector("[data-said]")?.textContent ?? "";
    } catch (problem) {
      // Too many, or something failed: the form's own button comes back.
      if (problem.name !== "AbortError") button.hidden = false;
    }
  };

  button.hidden = true;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  form.addEventListener("change", (event) => {
    clearTimeout(waiting);
    // In another country the amounts begin anew, so the whole form does.
    if (event.target.name === "market") form.submit();
    else ask();
  });
  form.addEventListener("submit", (event) => {
    if (!button.hidden) return;
    event.preventDefault();
    ask();
  });
}
