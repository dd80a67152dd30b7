// SPDX-License-Identifier: Apache-2.0
// Follows an agent's output where a page shows it. Without script the page has its last lines, and a link to reload.
(() => {
  "use strict";
  const longest = 2000;

  const follow = (log) => {
    const state = document.getElementById(log.dataset.state);
    const absent = document.querySelector(`[data-until-output="${log.id}"]`);
    const pause = document.querySelector(`[data-log-pause="${log.id}"]`);
    const filter = document.querySelector(`[data-log-filter="${log.id}"]`);
    let lines = [];
    let paused = false;
    let waiting = 0;
    let isFirst = true;

    const say = (words) => { if (state && state.textContent !== words) state.textContent = words; };
    const standing = () => (paused ? (waiting ? `paused, ${waiting} new` : "paused") : "following");

    const show = () => {
      const wanted = filter ? filter.value.toLowerCase() : "";
      const shown = wanted ? lines.filter((line) => line.toLowerCase().includes(wanted)) : lines;
      const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
      log.textContent = shown.length ? `${shown.join("\n")}\n` : "";
      if (atEnd || isFirst) log.scrollTop = log.scrollHeight;
      if (absent) absent.hidden = lines.length > 0;
    };

    const add = (more) => {
      lines = lines.concat(more).slice(-longest);
      if (paused) waiting += more.length; else show();
      say(standing());
    };

    const source = new EventSource(log.dataset.follow);
    source.onopen = () => say(standing());
    source.onmessage = (event) => {
      add(event.data.split("\n"));
      isFirst = false;
    };
    source.addEventListener("cut", () => add(["… some lines may be missing here …"]));
    // The browser comes back by itself, and goes on behind the last line that it had.
    source.onerror = () => say(source.readyState === EventSource.CLOSED ? "not followed any more: load the page again" : "reconnecting");
    addEventListener("pagehide", () => source.close());

    pause?.addEventListener("click", () => {
      paused = !paused;
      waiting = 0;
      pause.setAttribute("aria-pressed", String(paused));
      pause.textContent = paused ? "Go on" : "Pause";
      if (!paused) { isFirst = true; show(); isFirst = false; }
      say(standing());
    });
    filter?.addEventListener("input", show);
  };

  for (const log of document.querySelectorAll("[data-follow]")) follow(log);
})();
