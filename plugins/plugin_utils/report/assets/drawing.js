// Copyright (c) 2026, virtual_appliance.routing contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// The drawing: what can be taken away is a button, by pointer and by keyboard. It knows nothing of what a loss does.
const PICK = 9;  // pixels beside a link that still count as it
const SLIP = 4;  // pixels that a click may move
const LEAST = {w: 640, h: 300};
const LONGEST = 22;  // letters of a name in the drawing
const CLOSE = 0.75;  // units a pixel at which the names of routers in a dense drawing are shown

function drawing(network, placed, svg, tip, act) {
  const items = [];
  const view = {x: 0, y: 0, w: 1, h: 1};
  const whole = wholeOf(placed);
  svg.style.height = `${Math.min(Math.max(whole.h / whole.w * (svg.clientWidth || 900), 360), innerHeight * 0.74).toFixed(0)}px`;
  svg.classList.toggle("dense", placed.dense);
  const links = make("svg:g", {class: "links", role: "group", "aria-label": "Links, by the arrow keys"});
  const routers = make("svg:g", {class: "nodes", role: "group", "aria-label": "Routers, by the arrow keys"});
  const servers = make("svg:g", {class: "nodes", role: "group", "aria-label": "Route servers, by the arrow keys"});
  svg.append(sitesOf(placed), links, routers, servers, siteNames(placed));
  const carriers = new Set(network.servers.map((server) => server.node));

  parallels(network).forEach(({arc, number, shift}) => {
    const [one, other] = [arc.u, arc.v].map((node) => [placed.x[node], placed.y[node]]);
    const length = Math.hypot(other[0] - one[0], other[1] - one[1]) || 1;
    const [ox, oy] = [(other[1] - one[1]) / length * shift, (one[0] - other[0]) / length * shift];
    const ends = [one[0] + ox, one[1] + oy, other[0] + ox, other[1] + oy];
    const [x1, y1, x2, y2] = ends.map((value) => value.toFixed(1));
    const element = make("svg:line", {class: "link", role: "button", tabindex: -1, x1, y1, x2, y2});
    links.append(element);
    items.push({kind: "link", name: arc.name, arc: number, element, group: links, ends, x: (ends[0] + ends[2]) / 2, y: (ends[1] + ends[3]) / 2});
  });
  network.nodes.forEach((node, number) => {
    const server = carriers.has(number);
    const element = make("svg:g", {"data-name": node.name, class: `node${server ? " server" : node.lan ? " lan" : ""}`, role: "button", tabindex: -1,
      transform: `translate(${placed.x[number].toFixed(1)} ${placed.y[number].toFixed(1)})`});
    if (server) element.append(make("svg:circle", {class: "ring", r: 18}));
    element.append(make("svg:path", {class: "shape", d: SQUARE}));
    if (!node.lan) element.append(make("svg:text", {class: "letter", y: 4}));
    if (server) element.append(make("svg:path", {class: "cross", d: "M-17 -17l34 34M17 -17l-34 34"}));
    element.append(make("svg:text", {class: "label", y: server ? 31 : placed.dense ? 19.5 : 25}, shortened(node.name)));
    (server ? servers : routers).append(element);
    items.push({kind: server ? "route_server" : node.lan ? "network" : "router", name: node.name, node: number, element, group: server ? servers : routers,
      x: placed.x[number], y: placed.y[number]});
  });
  const byElement = new Map(items.map((item) => [item.element, item]));
  const linkItems = items.filter((item) => item.kind === "link");
  const groups = [links, routers, servers].map((group) => items.filter((item) => item.group === group));
  for (const members of groups) members.sort((one, other) => one.x - other.x || one.y - other.y);
  for (const members of groups) if (members.length) members[0].element.setAttribute("tabindex", 0);

  const unit = () => Math.max(view.w / (svg.clientWidth || 900), view.h / (svg.clientHeight || 600));
  function show() {
    svg.setAttribute("viewBox", `${view.x.toFixed(1)} ${view.y.toFixed(1)} ${view.w.toFixed(1)} ${view.h.toFixed(1)}`);
    const one = unit();
    svg.style.setProperty("--unit", (placed.dense ? one : Math.max(1, one)).toFixed(2));
    svg.classList.toggle("far", placed.dense && one > CLOSE);
  }
  function fit() {
    Object.assign(view, whole);
    show();
  }
  function zoom(factor, x = view.x + view.w / 2, y = view.y + view.h / 2) {
    const by = Math.min(Math.max(factor, whole.w / 40 / view.w), whole.w * 2 / view.w);
    Object.assign(view, {x: x - (x - view.x) * by, y: y - (y - view.y) * by, w: view.w * by, h: view.h * by});
    show();
  }
  function centre(item) {
    const [w, h] = placed.dense ? [Math.min(view.w, 700), Math.min(view.h, 460)] : [view.w, view.h];
    Object.assign(view, {x: item.x - w / 2, y: item.y - h / 2, w, h});
    show();
  }
  const at = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  function picked(event) {
    const node = event.target.closest && event.target.closest(".node");
    if (node) return byElement.get(node);
    const point = at(event);
    let [best, found] = [PICK * unit(), null];
    for (const item of linkItems) {
      const distance = besides(item.ends, point);
      if (distance < best) [best, found] = [distance, item];
    }
    return found;
  }

  let drag = null;
  let hovered = null;
  svg.addEventListener("pointerdown", (event) => { if (event.button === 0) drag = {x: event.clientX, y: event.clientY, from: {...view}, moved: false}; });
  svg.addEventListener("pointermove", (event) => {
    if (drag && event.buttons & 1) {
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
      drag.moved ||= Math.hypot(dx, dy) > SLIP;
      if (drag.moved) {
        Object.assign(view, {x: drag.from.x - dx * unit(), y: drag.from.y - dy * unit()});
        show();
      }
      return;
    }
    hover(picked(event));
  });
  svg.addEventListener("pointerleave", () => hover(null));
  svg.addEventListener("click", (event) => {
    const moved = drag && drag.moved;
    drag = null;
    const item = moved ? null : picked(event);
    if (item) {
      focusOn(item);
      act("press", item);
    }
  });
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const point = at(event);
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, point.x, point.y);
  }, {passive: false});
  function hover(item) {
    if (item === hovered) return;
    if (hovered) hovered.element.classList.remove("hover");
    if (item) item.element.classList.add("hover");
    hovered = item;
    tip.textContent = item ? act("describe", item) : "";
    svg.classList.toggle("over", Boolean(item));
  }
  const around = svg.parentElement;  // an SVG element that listens for focus is a stop of Tab itself (in Chromium)
  around.addEventListener("focusin", (event) => {
    const item = byElement.get(event.target);
    if (!item) return;
    rove(item);
    act("focus", item);
  });
  around.addEventListener("keydown", (event) => {
    const item = byElement.get(event.target);
    if (!item || event.altKey || event.ctrlKey || event.metaKey) return;
    const members = groups.find((group) => group.includes(item));
    const aside = {ArrowRight: 1, ArrowLeft: members.length - 1}[event.key];  // so that all are reached; up and down are by the eye
    let to = null;
    if (aside) to = members[(members.indexOf(item) + aside) % members.length];
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") to = beyond(members, item, event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Home") to = members[0];
    else if (event.key === "End") to = members[members.length - 1];
    else if (event.key === "Enter" || event.key === " ") act("press", item);
    else if (event.key === "Delete" || event.key === "Backspace") act("take", item);
    else return;
    event.preventDefault();
    if (to) focusOn(to);
  });
  function rove(item) {
    for (const {element} of groups.find((group) => group.includes(item))) if (element.getAttribute("tabindex") === "0") element.setAttribute("tabindex", -1);
    item.element.setAttribute("tabindex", 0);
  }
  function focusOn(item) {
    rove(item);
    item.element.focus({preventScroll: true});
    const inside = item.x > view.x && item.x < view.x + view.w && item.y > view.y && item.y < view.y + view.h;
    if (!inside) centre(item);
  }
  fit();
  return {items, fit, closer: () => zoom(1 / 1.3), further: () => zoom(1.3), focusOn, centre, refit: show};
}

function shortened(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}\u2026` : text;
}

function wholeOf(placed) {
  const room = 58;
  const [left, right] = [Math.min(...placed.x) - room, Math.max(...placed.x) + room];
  const [top, bottom] = [Math.min(...placed.y) - room, Math.max(...placed.y) + room];
  const [w, h] = [Math.max(right - left, LEAST.w), Math.max(bottom - top, LEAST.h)];
  return {x: (left + right - w) / 2, y: (top + bottom - h) / 2, w, h};
}

function sitesOf(placed) {
  const group = make("svg:g", {class: "sites", "aria-hidden": "true"});
  for (const members of placed.sites.values()) {
    const points = hull(members.map((node) => [placed.x[node], placed.y[node]]));
    const line = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L");
    group.append(make("svg:path", {class: "site", d: `M${line}${points.length < 3 ? "l.1 0" : "z"}`}));
  }
  return group;
}

function siteNames(placed) {
  const group = make("svg:g", {class: "sites", "aria-hidden": "true"});
  for (const [site, members] of placed.sites) {
    const top = members.reduce((best, node) => (placed.y[node] < placed.y[best] ? node : best));
    group.append(make("svg:text", {class: "site-name", x: placed.x[top].toFixed(1), y: (placed.y[top] - 27).toFixed(1)}, shortened(site)));
  }
  return group;
}

// Each link with how far beside the line between its nodes it is drawn, where there are several.
function parallels(network) {
  const between = new Map();
  network.arcs.forEach((arc, number) => {
    const key = arc.u < arc.v ? `${arc.u}-${arc.v}` : `${arc.v}-${arc.u}`;
    between.set(key, [...(between.get(key) || []), number]);
  });
  return [...between.values()].flatMap((numbers) => numbers.map((number, rank) => {
    const arc = network.arcs[number];
    return {arc, number, shift: (rank - (numbers.length - 1) / 2) * 8 * (arc.u < arc.v ? 1 : -1)};
  }));
}

function besides([x1, y1, x2, y2], point) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = Math.min(1, Math.max(0, ((point.x - x1) * dx + (point.y - y1) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(point.x - x1 - along * dx, point.y - y1 - along * dy);
}

// The nearest of the same group that lies below (or above).
function beyond(members, from, way) {
  let [best, found] = [Infinity, from];
  for (const item of members) {
    const [ahead, aside] = [(item.y - from.y) * way, Math.abs(item.x - from.x)];
    if (item !== from && ahead > 0 && aside <= ahead * 2 && ahead + 2 * aside < best) [best, found] = [ahead + 2 * aside, item];
  }
  return found;
}
