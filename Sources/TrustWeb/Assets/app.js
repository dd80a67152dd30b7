// SPDX-License-Identifier: Apache-2.0
// What a page gains with script; without it every form still works. Loaded in the head and small, so that the chosen
// theme stands before the first paint.
(() => {
  "use strict";
  const root = document.documentElement;
  const remembered = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const remember = (theme) => { try { localStorage.setItem("theme", theme); } catch { /* private mode */ } };
  if (remembered() === "light" || remembered() === "dark") root.dataset.theme = remembered();
  root.classList.add("scripted");

  const two = (number) => String(number).padStart(2, "0");
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

  /** Rewrites moments, which the server wrote in UTC, in the reader's zone. */
  const localTimes = (scope) => {
    for (const element of scope.querySelectorAll("time[datetime][data-moment]")) {
      const moment = new Date(element.dateTime);
      if (Number.isNaN(moment.getTime())) continue;
      const zone = moment.toLocaleTimeString(undefined, { timeZoneName: "short" }).split(" ").pop();
      element.title = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())} `
        + `${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())} ${zone} (${element.dateTime})`;
      if (element.dataset.moment === "absolute") {
        const clock = `${two(moment.getHours())}:${two(moment.getMinutes())}`;
        element.textContent = moment.getFullYear() === new Date().getFullYear()
          ? `${moment.getDate()} ${months[moment.getMonth()]}, ${clock}`
          : `${moment.getDate()} ${months[moment.getMonth()]} ${moment.getFullYear()}, ${clock}`;
      }
    }
  };

  /** Says it once at the corner of the page, and to screen readers. */
  const toast = (words) => {
    const place = document.getElementById("toasts");
    if (!place) return;
    const element = document.createElement("div");
    element.className = "toast";
    element.textContent = words;
    place.append(element);
    setTimeout(() => element.remove(), 4000);
  };

  const copy = async (button) => {
    const source = document.getElementById(button.dataset.copy);
    if (!source) return;
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      toast("Copied.");
    } catch {
      const range = document.createRange();
      range.selectNodeContents(source);
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      toast("Selected: copy it with your keyboard.");
    }
  };

  const toggleTheme = () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    remember(root.dataset.theme);
  };

  /** The key field says when spaces at its ends will be trimmed; the server trims all the same. */
  const noteSpaces = (input) => {
    const note = document.getElementById(input.dataset.trimNote);
    if (note) note.hidden = input.value === input.value.trim();
  };

  /** A name is suggested from the chosen type until someone has typed one. */
  const suggestName = (choice) => {
    const field = document.getElementById(choice.dataset.suggests);
    if (field && !field.dataset.touched) field.value = choice.dataset.suggestion;
  };

  /** The button that destroys wakes when what was typed is the name. */
  const compareName = (input) => {
    const button = document.getElementById(input.dataset.confirms);
    if (button) button.disabled = input.value.trim() !== input.dataset.name;
  };

  /** The model field offers the chosen provider's kind of model. */
  const offerModels = (select) => {
    const option = select.selectedOptions[0];
    const field = document.getElementById(select.dataset.models);
    if (field && option && option.dataset.list) field.setAttribute("list", option.dataset.list);
  };

  /** The slug follows the name until someone has typed one. */
  const suggestSlug = (pair) => {
    const name = document.getElementById(pair.dataset.slugFrom);
    const slug = document.getElementById(pair.dataset.slugTo);
    if (!name || !slug || !slug.hasAttribute("data-suggested") || slug.dataset.touched) return;
    slug.value = name.value.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+/, "").slice(0, 63).replace(/-+$/, "");
  };

  const prepare = (scope) => {
    localTimes(scope);
    for (const input of scope.querySelectorAll("[data-confirms]")) compareName(input);
    for (const select of scope.querySelectorAll("[data-models]")) offerModels(select);
    for (const log of scope.querySelectorAll("[data-newest-last]")) log.scrollTop = log.scrollHeight;
  };

  document.addEventListener("DOMContentLoaded", () => prepare(document));

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const copyButton = target.closest("[data-copy]");
    if (copyButton) return void copy(copyButton);
    if (target.closest("[data-theme-toggle]")) return toggleTheme();
    const closer = target.closest("[data-close]");
    const dialog = target.closest("dialog");
    if (closer && dialog) { event.preventDefault(); return dialog.close(); }
    if (dialog && target === dialog) dialog.close();
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(target)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    const field = event.target;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && field instanceof HTMLTextAreaElement
      && field.hasAttribute("data-send-on-enter")) {
      event.preventDefault();
      field.form.requestSubmit();
    }
  });

  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLElement)) return;
    if (input.dataset.trimNote) noteSpaces(input);
    if (input.dataset.confirms) compareName(input);
    if (input.dataset.models) offerModels(input);
    const pair = input.closest("[data-slug-from]");
    if (pair && input.id === pair.dataset.slugFrom) suggestSlug(pair);
    if (input.dataset.suggests) suggestName(input); else if (input.hasAttribute("data-suggested")) input.dataset.touched = "yes";
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("data-busy")) form.classList.add("is-busy");
  });
  addEventListener("pageshow", () => { for (const form of document.querySelectorAll(".is-busy")) form.classList.remove("is-busy"); });

  document.addEventListener("htmx:afterSwap", (event) => {
    const place = event.target;
    if (place.id === "dialog-body") {
      const dialog = document.getElementById("dialog");
      if (!dialog.open) dialog.showModal();
    }
    if (place.id === "talk-log") { place.scrollTop = place.scrollHeight; }
  });
  // What was swapped in, wherever it landed.
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt.parentElement ?? document));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    form.classList.remove("is-busy");
    if (event.detail.successful && form.hasAttribute("data-reset")) { form.reset(); form.querySelector("textarea")?.focus(); }
  });
  // The server's words about what did not work, sent beside a fragment.
  document.addEventListener("notice", (event) => toast(event.detail.value));
  document.addEventListener("htmx:sendError", () => toast("The server can’t be reached. What you see may be old."));
  document.addEventListener("htmx:responseError", (event) => {
    toast(event.detail.xhr.status === 401 ? "You are signed out. Sign in again." : "That did not work. Load the page again to see where it stands.");
  });
})();
