// What the page does in the browser: examples and follow-ups, copy, print, feedback, text size, light and dark, and one
// spoken announcement for each answer. It writes text, never markup.
"use strict";
(() => {
  const root = document.documentElement;
  root.lang = "en";
  const said = document.createElement("div");
  said.setAttribute("role", "status");
  said.className = "unseen";
  said.id = "said";
  document.body.append(said);

  // Offline, a question would only hang: say so, where the question is asked.
  const offline = document.createElement("p");
  offline.id = "offline";
  offline.className = "trouble";
  offline.textContent = "You seem to be offline, so no answer can be made. In an emergency call the number below.";
  const connection = () => {
    offline.hidden = navigator.onLine;
    if (!offline.isConnected) document.querySelector("#question")?.before(offline);
  };
  addEventListener("offline", connection);
  addEventListener("online", connection);

  const ask = (text) => {
    const box = document.querySelector("#question textarea");
    if (!box) return;
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => document.querySelector("#question button")?.click(), 50);
  };
  const opinion = async (button, given) => {
    const article = button.closest("article");
    for (const each of article.querySelectorAll("button.opinion")) each.disabled = true;
    button.setAttribute("aria-pressed", "true");
    let kept = false;
    try {
      const body = JSON.stringify({ answer_id: article.id.replace("answer-", ""), ...given });
      const response = await fetch("/api/v1/feedback", { method: "POST", headers: { "content-type": "application/json" }, body });
      kept = response.ok && (await response.json()).kept;
    } catch { /* told as not kept */ }
    article.querySelector(".reply").textContent = kept ? "Thank you." : "Thank you. This server keeps no feedback.";
  };
  const size = (step) => { root.dataset.size = Math.max(0, Math.min(3, Number(root.dataset.size ?? 0) + step)); };
  const theme = () => {
    const dark = document.body.classList.toggle("dark");
    root.dataset.theme = dark ? "dark" : "light";
  };
  const doing = {
    "ask-this": (button) => ask(button.textContent),
    yes: (button) => opinion(button, { helpful: true }),
    no: (button) => opinion(button, { helpful: false }),
    report: (button) => opinion(button, { report: true }),
    copy: async (button) => {
      const article = button.closest("article");
      try { await navigator.clipboard.writeText(article.innerText); button.textContent = "Copied"; }
      catch { getSelection().selectAllChildren(article); }
    },
    print: () => window.print(),
  };
  const byId = { larger: () => size(1), smaller: () => size(-1), dark: theme };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (byId[button.id]) byId[button.id]();
    for (const [name, run] of Object.entries(doing)) if (button.classList.contains(name)) run(button);
  });

  // Gradio draws the conversation in steps; an answer is told once, when its article is there.
  let told = null;
  new MutationObserver(() => {
    const article = document.querySelector("#chat article");
    if (!article || article.dataset.told || article.textContent === told) return;
    article.dataset.told = "1";
    told = article.textContent;
    const first = article.querySelector(".urgent h3, .opening p, .short p, p");
    said.textContent = `${article.classList.contains("trouble") ? "" : "Answer: "}${first ? first.textContent : ""}`;
    article.scrollIntoView({ block: "start" });
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
})();
