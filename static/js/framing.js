// The photo moves under its frames while the sliders do, and can be dragged. Without this the button "Look again" asks the server.
const form = document.querySelector("[data-framing]");
const fields = ["x", "y", "zoom"].map((name) => form.elements[name]);
const frames = [...form.querySelectorAll("svg[data-frame]")];
const whole = new Image();
// Sliders hold whole numbers; a slow drag moves by less.
let chosen = fields.map((field) => Number(field.value));

// How the photo lies under a frame, in the frame's own units. The arch shows the middle of a square.
function laid({ viewBox, dataset }) {
  const { width: wide, height: high } = viewBox.baseVal;
  const side = Math.max(wide, high);
  const [across, down] = dataset.frame === "square" ? [side, side] : [wide, high];
  const scale = Math.max(across / whole.naturalWidth, down / whole.naturalHeight) * (chosen[2] / 100);
  const [width, height] = [whole.naturalWidth * scale, whole.naturalHeight * scale];
  const room = [width - across, height - down];
  return { width, height, room, x: (wide - across) / 2 - (room[0] * chosen[0]) / 100, y: (high - down) / 2 - (room[1] * chosen[1]) / 100 };
}

function draw() {
  for (const frame of frames) {
    const place = laid(frame);
    for (const name of ["x", "y", "width", "height"]) frame.firstElementChild.setAttribute(name, place[name]);
  }
}

function move(index, by, room) {
  if (room <= 0) return;
  chosen[index] = Math.min(100, Math.max(0, chosen[index] - (by / room) * 100));
  fields[index].value = Math.round(chosen[index]);
}

function drag(frame) {
  let last = null;
  frame.addEventListener("pointerdown", (event) => {
    last = event;
    frame.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  frame.addEventListener("pointermove", (event) => {
    if (!last) return;
    const { room } = laid(frame);
    const unit = frame.viewBox.baseVal.width / frame.clientWidth;
    move(0, (event.clientX - last.clientX) * unit, room[0]);
    move(1, (event.clientY - last.clientY) * unit, room[1]);
    last = event;
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, () => (last = null));
}

whole.addEventListener("load", () => {
  for (const frame of frames) {
    frame.firstElementChild.setAttribute("href", whole.src);
    frame.parentElement.classList.add("framing--live");
    drag(frame);
  }
  const read = () => {
    chosen = fields.map((field) => Number(field.value));
    draw();
  };
  for (const field of fields) field.addEventListener("input", read);
  form.querySelector("[data-hint]").hidden = false;
  form.querySelector("[data-preview]").hidden = true;
  draw();
});
whole.src = form.dataset.framing;
