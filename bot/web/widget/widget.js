// Litotes: a button that opens the question page in a dialog. It reads nothing of the host page but its own tag.
(() => {
  const tag = document.currentScript;
  if (!tag || !tag.src) return;
  const home = new URL(tag.src).origin;
  const given = tag.dataset;
  const words = { en: "Questions about treatments", de: "Fragen zu Behandlungen", ar: "أسئلة عن العلاجات" };
  const lang = (given.lang || "en").slice(0, 2);
  const label = words[lang] || words.en;
  const address = new URL("/widget/page", home);
  for (const name of ["site", "lang", "theme", "phone"]) if (given[name]) address.searchParams.set(name, given[name]);
  address.searchParams.set("host", location.origin);

  const make = (name, attributes) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const start = () => {
    const host = make("div", { "data-litotes": "" });
    const root = host.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`:host{all:initial}
button{position:fixed;inset-block-end:1rem;inset-inline-end:1rem;z-index:2147483000;font:600 1rem/1.3 system-ui,sans-serif;
padding:.8rem 1.1rem;min-height:44px;max-width:calc(100vw - 2rem);border:2px solid #fff;border-radius:1.5rem;
background:#0b5563;color:#fff;cursor:pointer;box-shadow:0 2px 8px #0005}
button:focus-visible{outline:3px solid #0b5563;outline-offset:3px}
dialog{width:min(30rem,100vw);height:min(46rem,100dvh);max-width:100vw;max-height:100dvh;padding:0;border:0;
border-radius:.75rem;margin:auto 1rem 1rem auto;overflow:hidden;box-shadow:0 4px 24px #0006}
dialog:dir(rtl){margin:auto auto 1rem 1rem}
dialog::backdrop{background:#0006}
iframe{width:100%;height:100%;border:0;display:block}
@media(max-width:34rem){dialog{width:100vw;height:100dvh;margin:0;border-radius:0}}
@media print{button{display:none}}`);
    root.adoptedStyleSheets = [sheet];
    const button = make("button", { type: "button", "aria-haspopup": "dialog", lang: words[lang] ? lang : "en" });
    button.textContent = label;
    const dialog = make("dialog", { "aria-label": label });
    let frame = null;
    button.addEventListener("click", () => {
      if (!frame) {
        frame = make("iframe", { src: address, title: label, referrerpolicy: "no-referrer", allow: "clipboard-write" });
        dialog.append(frame);
      }
      dialog.showModal();
      frame.focus();
    });
    dialog.addEventListener("close", () => button.focus());
    addEventListener("message", (event) => {
      if (frame && event.origin === home && event.source === frame.contentWindow && event.data === "litotes:close") dialog.close();
    });
    root.append(button, dialog);
    document.body.append(host);
  };
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
})();
