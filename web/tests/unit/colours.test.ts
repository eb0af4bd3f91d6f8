import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { HUES } from '../../src/lib/hues.ts';

type Triple = [number, number, number];

// Machado, Oliveira and Fernandes 2009, "A physiologically-based model for simulation of color
// vision deficiency", severity 1.0; over linear light.
const VISIONS: Record<string, [Triple, Triple, Triple]> = {
  'full colour': [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
};

const MARKS = ['mark-settled', 'mark-offset', 'mark-waiting', 'mark-refused', 'mark-other'];
const WORDS = ['settled', 'offset', 'waiting', 'refused', 'cancelled'];

const dot = (row: Triple, of: Triple) => row[0] * of[0] + row[1] * of[1] + row[2] * of[2];
const each = (of: Triple, by: (value: number) => number): Triple => [by(of[0]), by(of[1]), by(of[2])];
const within = (value: number) => Math.min(1, Math.max(0, value));

/** Linear light of a colour as #rrggbb. */
function light(hex: string): Triple {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return each([part(1), part(3), part(5)], (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
}

const seen = (of: Triple, [red, green, blue]: [Triple, Triple, Triple]): Triple => each([dot(red, of), dot(green, of), dot(blue, of)], within);

/** CIE 1976 L*a*b* under D65. */
function lab(of: Triple): Triple {
  const xyz: Triple = [dot([0.4124564, 0.3575761, 0.1804375], of) / 0.95047, dot([0.2126729, 0.7151522, 0.072175], of), dot([0.0193339, 0.119192, 0.9503041], of) / 1.08883];
  const [x, y, z] = each(xyz, (value) => (value > 216 / 24389 ? Math.cbrt(value) : ((24389 / 27) * value + 16) / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIEDE2000, as Sharma, Wu and Dalal 2005 write it. */
function distance([l1, rawA1, b1]: Triple, [l2, rawA2, b2]: Triple): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const seventh = (value: number) => Math.sqrt(value ** 7 / (value ** 7 + 25 ** 7));
  const stretch = 1.5 - 0.5 * seventh((Math.hypot(rawA1, b1) + Math.hypot(rawA2, b2)) / 2);
  const [a1, a2] = [rawA1 * stretch, rawA2 * stretch];
  const [c1, c2] = [Math.hypot(a1, b1), Math.hypot(a2, b2)];
  const angle = (a: number, b: number) => ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;
  const [h1, h2] = [angle(a1, b1), angle(a2, b2)];
  const grey = c1 * c2 === 0;
  const turn = grey ? 0 : ((h2 - h1 + 540) % 360) - 180;
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const h = grey ? h1 + h2 : Math.abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2;
  const weight = 1 - 0.17 * Math.cos(radians(h - 30)) + 0.24 * Math.cos(radians(2 * h)) + 0.32 * Math.cos(radians(3 * h + 6)) - 0.2 * Math.cos(radians(4 * h - 63));
  const lightness = (l2 - l1) / (1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2));
  const chroma = (c2 - c1) / (1 + 0.045 * c);
  const hue = (2 * Math.sqrt(c1 * c2) * Math.sin(radians(turn) / 2)) / (1 + 0.015 * c * weight);
  const rotation = -2 * seventh(c) * Math.sin(radians(60 * Math.exp(-(((h - 275) / 25) ** 2))));
  return Math.sqrt(lightness ** 2 + chroma ** 2 + hue ** 2 + rotation * chroma * hue);
}

/** WCAG 2.2, contrast ratio. */
function contrast(one: string, other: string): number {
  const [a, b] = [one, other].map((hex) => dot([0.2126, 0.7152, 0.0722], light(hex)) + 0.05) as [number, number];
  return Math.max(a, b) / Math.min(a, b);
}

/** The colours of each theme, by their names. */
function themes(): Record<string, Record<string, string>> {
  const css = readFileSync('src/app.css', 'utf8');
  const block = (from: string) => css.slice(css.indexOf('{', css.indexOf(from)), css.indexOf('}', css.indexOf(from)));
  const colours = (text: string) => Object.fromEntries([...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((found) => [found[1], found[2]]));
  return { light: colours(block(":root[data-theme='light']")), dark: colours(block(":root[data-theme='dark']")), 'dark by the system': colours(block(":root[data-theme='system']")) };
}

/** The two of these that are seen most alike, by whomever. */
function closest(names: readonly string[], of: Record<string, string>): { least: number; told: string } {
  let found = { least: Infinity, told: '' };
  for (const [vision, matrix] of Object.entries(VISIONS)) {
    const all = names.map((name) => lab(seen(light(of[name] ?? ''), matrix)));
    for (const [at, one] of all.entries()) {
      for (const [next, other] of all.entries()) {
        const least = next > at ? distance(one, other) : Infinity;
        if (least < found.least) found = { least, told: `${names[at]} and ${names[next]} under ${vision}: ${least.toFixed(1)}` };
      }
    }
  }
  return found;
}

test('the distance is the published one', () => {
  // Sharma, Wu and Dalal 2005, table 1, pairs 1, 7, 17 and 25.
  for (const [one, other, expected] of [
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  ] as [Triple, Triple, number][]) {
    assert.ok(Math.abs(distance(one, other) - expected) < 0.0001, `${one} ${other}: ${distance(one, other)}`);
  }
});

test('what those cannot tell apart who see red and green alike is found', () => {
  const { least, told } = closest(['red', 'green'], { red: '#b07900', green: '#857c00' });
  assert.ok(least < 3, told);
});

for (const [theme, of] of Object.entries(themes())) {
  test(`colours of many things and of states are told apart by everybody, ${theme}`, () => {
    for (const [names, enough] of [[HUES, 10], [MARKS, 10], [WORDS, 8]] as const) {
      const { least, told } = closest(names, of);
      assert.ok(least >= enough, told);
    }
  });

  test(`text and what is drawn stand out from their ground, ${theme}`, () => {
    const on = (name: string, ground: string) => contrast(of[name] ?? '', of[ground] ?? '');
    for (const ground of ['panel', 'ground', 'raised', 'accent-ground']) {
      for (const name of [...WORDS, 'ink', 'soft', 'accent']) assert.ok(on(name, ground) >= 4.5, `${name} on ${ground}: ${on(name, ground).toFixed(2)}`);
    }
    for (const name of [...HUES, ...MARKS]) assert.ok(on(name, 'panel') >= 3, `${name}: ${on(name, 'panel').toFixed(2)}`);
  });
}

test('no colour is written but in one place', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => /\.(svelte|ts)$/.test(file));
  const written = files.flatMap((file) => [...readFileSync(`src/${file}`, 'utf8').matchAll(/#[0-9a-fA-F]{6}\b|'#[0-9a-fA-F]{3}'/g)].map(([colour]) => `${file}: ${colour}`));
  assert.deepEqual(written, []);
});
