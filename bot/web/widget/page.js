// The question page. It draws text as text: nothing here writes markup, and the policy of the page forbids it.
"use strict";
const setup = JSON.parse(document.getElementById("setup").textContent);
const say = setup.say;
const at = (id) => document.getElementById(id);
const framed = window.parent !== window;
const session = Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
const history = []; // in memory only, and gone with the page
let asking = false;

const node = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
};
const link = (href, attributes, ...children) =>
  /^(https?:|tel:|#)/.test(href) ? node("a", { href, ...attributes }, ...children) : node("span", {}, ...children);
const button = (text, run, attributes = {}) => {
  const made = node("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", () => run(made));
  return made;
};

const lineOf = (line, key) => [
  line.text,
  ...line.sources.flatMap((n) => {
    const mark = link(`#${key}-${n}`, { class: "cite", "aria-label": `source ${n}` }, `[${n}]`);
    mark.addEventListener("click", () => at(`${key}-${n}`)?.closest("details").setAttribute("open", ""));
    return [" ", mark];
  }),
];
const sectionOf = (section, layout, key) => {
  const made = node("section", { class: section.part }, node("h3", {}, section.heading));
  if (section.part === "certainty" && layout.sureness)
    made.append(node("p", { class: `sure ${layout.sureness.level}` }, node("strong", {}, layout.sureness.label)));
  let list = null;
  for (const line of section.lines) {
    if (line.kind === "item") {
      if (!list) made.append((list = node("ul")));
      list.append(node("li", {}, ...lineOf(line, key)));
    } else {
      list = null;
      made.append(node(line.kind === "lead" ? "h4" : "p", { dir: "auto" }, ...lineOf(line, key)));
    }
  }
  return made;
};
const callsOf = (calls) =>
  node("ul", { class: "calls" }, ...calls.map((call) =>
    node("li", {}, link(call.link, { class: "call" }, `${call.label}: `, node("strong", {}, call.number)))));
const sourceOf = (source, key) =>
  node("li", { id: `${key}-${source.number}` },
    node("p", {}, node("cite", {}, source.title), ` (${source.year ?? say.no_date})`),
    node("p", { class: "about" }, `${source.what}; ${say.certainty}: ${source.certainty}; ${source.reviewed ? say.reviewed : say.unreviewed}; ${say.checked} ${source.checked}`),
    ...source.passages.map((runs) => node("blockquote", {}, ...runs.flatMap((run) => [run.quoted ? node("mark", {}, run.text) : run.text, " "]))),
    node("p", {}, link(source.url, { target: "_blank", rel: "noopener noreferrer" }, say.original, node("span", { class: "unseen" }, ` (${say.new_tab})`))));

const draw = (layout) => {
  const key = layout.answer_id.slice(0, 8);
  const made = node("article", { class: `answer ${layout.outcome}`, id: `answer-${layout.answer_id}` },
    node("h2", { dir: "auto" }, node("span", { class: "asked" }, say.asked), ` ${layout.question}`));
  if (layout.urgent)
    made.append(node("section", { class: "urgent" }, node("h3", {}, layout.urgent.heading), callsOf(layout.urgent.calls),
      node("p", { dir: "auto" }, layout.urgent.action)));
  const top = ["opening", "short", "certainty"];
  const sections = [...top.flatMap((part) => layout.sections.filter((s) => s.part === part)),
    ...layout.sections.filter((s) => !top.includes(s.part))];
  made.append(...sections.map((section) => sectionOf(section, layout, key)));
  if (layout.sources.length)
    made.append(node("details", { class: "sources" }, node("summary", {}, `${say.sources} (${layout.sources.length})`),
      node("ol", {}, ...layout.sources.map((source) => sourceOf(source, key)))));
  else made.append(node("p", { class: "no-source" }, say.no_source));
  if (layout.follow_ups.length)
    made.append(node("div", { class: "follow-ups" }, node("h3", {}, say.next),
      ...layout.follow_ups.map((text) => button(text, () => ask(text), { class: "ask-this" }))));
  made.append(node("section", { class: "notes" }, node("h3", {}, say.note),
    ...layout.disclaimers.map((text) => node("p", {}, text))), toolsOf(layout, made));
  return made;
};

const toolsOf = (layout, article) => {
  const reply = node("span", {});
  const send = async (given, pressed) => {
    for (const each of tools.querySelectorAll("button.opinion")) each.disabled = true;
    pressed.setAttribute("aria-pressed", "true");
    let kept = false;
    try {
      const body = JSON.stringify({ answer_id: layout.answer_id, site: setup.site, ...given });
      const response = await fetch("/api/v1/feedback", { method: "POST", headers: { "content-type": "application/json" }, body });
      kept = response.ok && (await response.json()).kept;
    } catch { /* told below as not kept */ }
    reply.textContent = kept ? say.thanks : say.thanks_unkept;
  };
  const describe = (pressed) => {
    if (tools.querySelector("textarea")) return;
    const note = node("textarea", { id: `note-${layout.answer_id}`, rows: "2", maxlength: "2000", dir: "auto" });
    const part = node("div", { class: "note" }, node("label", { for: note.id }, say.describe), note,
      button(say.send, () => { part.remove(); send({ report: true, note: note.value.trim() || null }, pressed); }));
    tools.append(part);
    note.focus();
  };
  const tools = node("div", { class: "tools" },
    node("span", {}, say.helpful),
    button(say.yes, (b) => send({ helpful: true }, b), { class: "opinion" }),
    button(say.no, (b) => send({ helpful: false }, b), { class: "opinion" }),
    button(say.report, (b) => (setup.keepsText ? describe(b) : send({ report: true }, b)), { class: "opinion" }),
    button(say.copy, async (b) => {
      try { await navigator.clipboard.writeText(article.innerText); b.textContent = say.copied; } catch { getSelection().selectAllChildren(article); }
    }),
    button(say.print, () => window.print()), reply);
  return tools;
};

const trouble = (told) => {
  const made = node("article", { class: "answer trouble" }, node("p", {}, told.text));
  if (told.calls?.length) made.append(callsOf(told.calls));
  made.append(...(told.disclaimers ?? []).map((text) => node("p", {}, text)));
  return made;
};
const callsFrom = (contacts) => (contacts ?? []).map((c) => ({ ...c, link: `tel:${c.number.replace(/[^+\d]/g, "")}` }));

// Reads server-sent events from a response to POST, which EventSource cannot.
async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    held += value;
    const parts = held.split("\n\n");
    held = parts.pop();
    for (const part of parts) {
      const fields = Object.fromEntries(part.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
      if (fields.event) yield { name: fields.event, data: JSON.parse(fields.data) };
    }
  }
}

const stage = (text) => { at("stage").textContent = text; at("stage").hidden = !text; };
const announce = (text) => { at("said").textContent = text; };

async function ask(question) {
  question = question.trim();
  if (!question || asking) return;
  asking = true;
  at("talk").setAttribute("aria-busy", "true");
  at("ask").setAttribute("aria-disabled", "true");
  at("start").hidden = true;
  announce("");
  stage(`${say.busy} …`);
  at("stage").scrollIntoView({ block: "nearest" });
  let shown = null, spoken = "", answer = null;
  try {
    const body = JSON.stringify({ question, history: history.slice(-20), site: setup.site, session });
    const response = await fetch("/api/v1/chat", { method: "POST", headers: { "content-type": "application/json", "x-litotes-surface": "widget" }, body });
    if (!response.ok) {
      const { error } = await response.json();
      shown = trouble({ ...error, calls: callsFrom(error.contacts) });
      spoken = error.text;
    } else {
      for await (const event of eventsOf(response)) {
        if (event.name === "stage") stage(`${say[event.data.stage] ?? event.data.text} …`);
        if (event.name === "answer") answer = event.data;
        if (event.name === "layout") { shown = draw(event.data); spoken = `${say.ready} ${event.data.summary}`; }
        if (event.name === "error") { shown = trouble({ ...event.data, calls: callsFrom(event.data.contacts) }); spoken = event.data.text; }
      }
    }
  } catch { shown = null; }
  if (!shown) {
    spoken = navigator.onLine ? say.failed : say.offline;
    shown = trouble({ text: spoken, calls: setup.calls, disclaimers: setup.disclaimers });
  }
  if (answer) history.push([answer.question, answer.text.slice(0, 4000)]);
  stage("");
  at("turns").append(shown);
  shown.scrollIntoView({ block: "start" });
  announce(spoken);
  at("talk").removeAttribute("aria-busy");
  at("ask").removeAttribute("aria-disabled");
  asking = false;
}

at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const box = at("question");
  if (asking || !box.value.trim()) return;
  ask(box.value);
  box.value = "";
});
at("question").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); at("form").requestSubmit(); }
});
document.querySelectorAll("#start form").forEach((form) => form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(event.submitter.value);
}));
const close = () => { if (framed && setup.host) window.parent.postMessage("litotes:close", setup.host); };
addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

const root = document.documentElement;
const size = (step) => { root.dataset.size = Math.max(0, Math.min(3, Number(root.dataset.size ?? 0) + step)); };
at("larger").addEventListener("click", () => size(1));
at("smaller").addEventListener("click", () => size(-1));
at("dark").addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
at("close").addEventListener("click", close);
for (const id of ["larger", "smaller", "dark"]) at(id).hidden = false;
at("close").hidden = !(framed && setup.host);
if (framed) at("question").focus();
