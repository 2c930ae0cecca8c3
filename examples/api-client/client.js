// Reads the stream of POST /api/v1/chat: stages while it works, then the answer, or why there is none.
"use strict";
const home = document.currentScript.dataset.home;
const at = (id) => document.getElementById(id);

document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  at("answer").textContent = "";
  const body = JSON.stringify({ question: at("question").value, site: "client" });
  const response = await fetch(`${home}/api/v1/chat`, { method: "POST", headers: { "content-type": "application/json" }, body });
  if (!response.ok) {
    at("stage").textContent = (await response.json()).error.text;
    return;
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    held += read.value;
    const events = held.split("\n\n");
    held = events.pop();
    for (const told of events) {
      const [name, data] = told.split("\n").map((line) => line.slice(line.indexOf(":") + 2));
      const given = JSON.parse(data);
      if (name === "stage") at("stage").textContent = given.text;
      if (name === "answer") at("answer").textContent = given.text;
      if (name === "error") at("stage").textContent = given.text;
      if (name === "done") at("stage").textContent = "Done.";
    }
  }
});
