// Copyright (c) 2026, virtual_appliance.routing contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// How a route server is told from the others: a colour, a shape and a letter each, so that any one of the three is enough.
// Colours: M. Okabe and K. Ito, Color Universal Design, 2008.
const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999"];
const SHAPES = [
  "M-10 0a10 10 0 1 0 20 0a10 10 0 1 0 -20 0z",
  "M-9 -9h18v18h-18z",
  "M0 -12.5l12.5 12.5l-12.5 12.5l-12.5 -12.5z",
  "M0 -13l12 21h-24z",
  "M-6 -11h12l6 11l-6 11h-12l-6 -11z",
  "M0 13l12 -21h-24z",
  "M-4.5 -11h9v6.5h6.5v9h-6.5v6.5h-9v-6.5h-6.5v-9h6.5z",
];
const SQUARE = "M-4 -4h8v8h-8z";
const SVG = "http://www.w3.org/2000/svg";

function letter(number) {
  return number < 26 ? String.fromCharCode(65 + number) : letter(Math.floor(number / 26) - 1) + String.fromCharCode(65 + number % 26);
}

function luminance(colour) {  // WCAG 2.2, relative luminance
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function markOf(number) {
  const colour = COLOURS[number % COLOURS.length];
  return {colour, ink: luminance(colour) > 0.18 ? "#000000" : "#ffffff", shape: SHAPES[number % SHAPES.length], letter: letter(number)};
}

const NOWHERE = {colour: "none", ink: "currentColor", shape: "M-8 -8l16 16M8 -8l-16 16", letter: "", kind: "cut-off"};

// Of a router whose packets end at the route servers of a set.
function markOfSet(network, set) {
  const members = network.sets.members[set];
  if (!members.length) return NOWHERE;
  if (members.length === 1) return {...markOf(members[0]), kind: "one"};
  const letters = members.length > 3 ? `${members.length}!` : `${members.map(letter).join("")}!`;
  return {colour: "none", ink: "currentColor", shape: SHAPES[0], letter: letters, kind: "ecmp"};
}

function make(name, attributes, ...children) {
  const element = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function swatch(mark) {
  const small = mark.letter.length > 2;
  return make("svg:svg", {class: `swatch ${mark.kind || ""}`, viewBox: "-15 -15 30 30", "aria-hidden": "true"},
    make("svg:path", {d: mark.shape, fill: mark.colour}), make("svg:text", {fill: mark.ink, class: small ? "small" : null, y: 4}, mark.letter));
}
