/**
 * Whether bytes that are no UTF-8 are plainly Windows-1252, as spreadsheets in western Europe save CSV. Any bytes can
 * be read so; those of another encoding come out as letters and signs where no language has them. Pure.
 */

/** Letters that go together in one language, or in a few that share a team. */
const ALPHABETS: readonly string[] = [
  "àâäáçèéêëìíîïñòóôöùúûüÿßœæ", // French, German, Spanish, Italian, Dutch, Catalan
  "àáâãçéêíóôõúüª", // Portuguese
  "åäöæøéèüáôß", // Danish, Norwegian, Swedish, Finnish
  "áéíóúýþæöð", // Icelandic
];

/** Words of one letter. */
const ALONE = "àáâèéêìíòóôùúåæøöyÀÁÉÈÊÓÅÆØÖ";

/** What may stand where: each sign with its neighbours in a window of the text. */
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

/** How many letters of a word may be other than a to z, of all its letters. */
const SHARE_MAX = 2 / 3;
const RUN_MAX = 3;

/** Positions that the encoding doesn't have. */
const UNDEFINED = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

export function isPlainlyWindows1252(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => UNDEFINED.has(byte) || byte === 0)) return false;
  const text = new TextDecoder("windows-1252").decode(bytes);
  return text.search(/\P{ASCII}/u) >= 0 && haveContext(text) && wordsArePlain(text);
}

/** Every sign stands where people put it. */
function haveContext(text: string): boolean {
  for (const { 0: sign, index } of text.matchAll(/[^\p{ASCII}\p{L}]|[ªºµ]/gu)) {
    const allowed = SIGNS.find(([signs]) => signs.includes(sign))?.[1];
    const around = (text[index - 1] ?? " ") + sign + (text[index + 1] ?? " ");
    if (allowed === undefined || !allowed.test(around)) return false;
  }
  return true;
}

/** Every word could be one, and all letters are of one alphabet. */
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
    // behind a small letter only the capitals A to Z are ever written (eBay)
    if (/\p{Ll}\P{ASCII}/u.test(word) && /\p{Ll}(?![A-Z])\p{Lu}/u.test(word)) return false;
  }
  // letters that other encodings of the same kind have at the same place tell nothing alone
  const distinctive = [...letters].filter((letter) => !"šžœƒ".includes(letter));
  if (letters.size > 0 && distinctive.length === 0) return false;
  return ALPHABETS.some((alphabet) => distinctive.every((letter) => alphabet.includes(letter)));
}

function hasLongRun(word: string): boolean {
  return new RegExp(`[^a-zA-Z]{${RUN_MAX + 1}}`).test(word);
}
