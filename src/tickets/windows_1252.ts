/**
 * Tells whether bytes that are no UTF-8 are plainly Windows-1252, as spreadsheets in western Europe save CSV. Any bytes
 * can be decoded as that; from another encoding, letters and signs come out where no language has them. Pure.
 */

/** Letters that occur together in one text. */
const ALPHABETS: readonly string[] = [
  "àâäáçèéêëìíîïñòóôöùúûüÿßœæ", // French, German, Spanish, Italian, Dutch, Catalan
  "àáâãçéêíóôõúüª", // Portuguese
  "åäöæøéèüáôß", // Danish, Norwegian, Swedish, Finnish
  "áéíóúýþæöð", // Icelandic
  "áâäçéëíîóôöúüýßšž", // with foreign names, if Windows-1250 has the same letters there
];

/** Spellings that none of these languages has, but other encodings yield: õ is Portuguese only before e. */
const MISSPELT = /õ(?!e)|ç[eiyéèêëíîï]|[áâäéêëíîïóôúû]è|è(?!ie)[aeiouáâäéêëíîïóôúû]|þ$|^û/;

/** Letters that may be a word alone. */
const ALONE = "àáâèéêìíòóôùúåæøöyÀÁÉÈÊÓÅÆØÖ";

/** For each sign, which neighbours it may have: the expression matches the characters before and after it, too. */
const SIGNS: readonly (readonly [signs: string, allowed: RegExp])[] = [
  ["’‘\u00a0\u00ad…–—•·", /./s],
  ["“”„‚«»‹›", /^(?![\p{L}\p{N}].[\p{L}\p{N}])/su],
  ["€£¥¢", /^(?:[^\p{L}].[^\p{L}])/su],
  ["§¶©®™", /^(?:[^\p{L}]..|..[^\p{L}])/su],
  ["°", /^(?:[^\p{L}])/su],
  ["²³¹", /^[a-zA-Z0-9)].[^\p{L}]/su],
  ["ªº", /^[0-9A-Za-z.].[^\p{L}]/su],
  ["¡¿", /^[^\p{L}\p{N}]/su],
  ["½¼¾×÷±¬", /^\p{ASCII}.\p{ASCII}/su],
  ["µ", /^[^\p{L}]/su],
  ["´", /^[a-zA-Z].[a-zA-Z]/su],
];

/** The share of a word's letters that may be other than a to z, and how many of them may be in a row. */
const SHARE_MAX = 2 / 3;
const RUN_MAX = 3;

/** Bytes that the encoding does not define. */
const UNDEFINED = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/** Whether these bytes can hardly be anything else. */
export function isPlainlyWindows1252(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => UNDEFINED.has(byte) || byte === 0)) return false;
  const text = new TextDecoder("windows-1252").decode(bytes);
  return text.search(/\P{ASCII}/u) >= 0 && haveContext(text) && wordsArePlain(text);
}

/** Whether every sign has neighbours that it may have. */
function haveContext(text: string): boolean {
  for (const { 0: sign, index } of text.matchAll(/[^\p{ASCII}\p{L}]|[ªºµ]/gu)) {
    const allowed = SIGNS.find(([signs]) => signs.includes(sign))?.[1];
    const around = (text[index - 1] ?? " ") + sign + (text[index + 1] ?? " ");
    if (allowed === undefined || !allowed.test(around)) return false;
  }
  return true;
}

/** Whether every word is plausible, and all letters are of one alphabet. */
function wordsArePlain(text: string): boolean {
  const letters = new Set<string>();
  for (const { 0: word, index } of text.matchAll(/\p{L}+/gu)) {
    const others = word.match(/[^a-zA-Z]/g) ?? [];
    if (others.length === 0) continue;
    for (const letter of others) if (!"ªº".includes(letter)) letters.add(letter.toLowerCase());
    if (word.length === 1) {
      if ("ªº".includes(word)) continue;
      const around = (text[index - 1] ?? " ") + (text[index + 1] ?? " ");
      if (!ALONE.includes(word) || /\P{ASCII}/u.test(around)) return false;
      continue;
    }
    if (others.length / word.length > SHARE_MAX || hasLongRun(word)) return false;
    if (MISSPELT.test(word.toLowerCase())) return false;
    // within a word, only A to Z are ever capitals after a small letter (eBay)
    if (/\p{Ll}\P{ASCII}/u.test(word) && /\p{Ll}(?![A-Z])\p{Lu}/u.test(word)) return false;
  }
  // letters that similar encodings have at the same position prove nothing alone
  if (letters.size > 0 && [...letters].every((letter) => "šžœ".includes(letter))) return false;
  return ALPHABETS.some((alphabet) => [...letters].every((letter) => alphabet.includes(letter)));
}

function hasLongRun(word: string): boolean {
  return new RegExp(`[^a-zA-Z]{${RUN_MAX + 1}}`).test(word);
}
