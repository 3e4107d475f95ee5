// Files in the encodings that spreadsheets and trackers save them in, and those that can't be recognised.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { readTicketFile } from "../../src/tickets/tickets.ts";
import { encode, encodeSingle, ENCODINGS, upperHalf } from "./encodings.ts";
import { readBytes } from "./read.ts";

Deno.test("UTF-8 and UTF-16, with a mark and without", () => {
  for (const encoding of ENCODINGS) {
    const csv = "Key,Summary\r\nWEB-7,Größe 支払い ½\r\nWEB-8,日本語\r\n";
    assertEquals(
      readBytes(encode(csv, encoding)),
      ["WEB-7|Größe 支払い ½", "WEB-8|日本語"],
      encoding,
    );
    assertEquals(readBytes(encode("WEB-7 Größe", encoding)), ["WEB-7|Größe"], encoding);
  }
});

Deno.test("control characters in a title, or at the end of a file from DOS, do no harm", () => {
  const csv = "Key,Summary\r\nWEB-7,Log\u0008 in\r\n\u001a";
  for (const encoding of ENCODINGS) {
    assertEquals(readBytes(encode(csv, encoding)), ["WEB-7|Log in"], encoding);
  }
});

Deno.test("Windows-1252 is read if it is plainly that, with a note", () => {
  const table = upperHalf("windows-1252");
  const titles = [
    "Größe ändern",
    "Schlüssel für Österreich",
    "Prüfung § 5 – Übergröße",
    "Créer un œuf à 5 €",
    "L’été, déjà créée",
    "¿Mañana? ¡Sí!",
    "Autenticação não é só ação",
    "Perché è così",
    "På tværs af øer",
    "Åtgärda för användare",
    "Þýðing á íslensku",
    "Don’t “quote” me…",
    "It costs 5 € – really",
    "Wärme: 20 °C, 5 m², ½ Tag",
    "Café Zoë",
    "Über",
    "À propos",
    "Œuvre déjà lue",
    "Miloš prüft die Größe",
    "Não põe opções",
    "Crèiem que sí, aèria",
    "Garçon, façade",
  ];
  for (const title of titles) {
    const reading = readTicketFile(encodeSingle(`Key;Summary\r\nWEB-7;${title}\r\n`, table));
    assert(reading.kind === "tickets", title);
    assertEquals(reading.tickets, [{ ticket_id: "WEB-7", title }]);
    assertEquals(reading.notes, [{ code: "windows1252" }]);
  }
});

Deno.test("other encodings are refused, and not guessed", () => {
  const single: [string, string][] = [
    ["windows-1251", "Оплата по счёту"],
    ["windows-1250", "Számla kifizetése később"],
    ["windows-1250", "Űrlap kitöltése"],
    ["windows-1250", "Plačilo s kartico"],
    ["windows-1250", "Číslo účtu"],
    ["windows-1254", "Giriş hatası"],
    ["windows-1257", "Maksājums ar rēķinu"],
    ["koi8-r", "Оплата по счёту"],
    ["iso-8859-5", "Оплата по счету"],
    ["ibm866", "Оплата по счету"],
    ["windows-1253", "Πληρωμή με τιμολόγιο"],
    ["windows-1255", "תשלום בחשבונית"],
    ["windows-1256", "الدفع بالفاتورة"],
    ["windows-874", "ชำระเงิน"],
    ["windows-1250", "Zapłać fakturę, żółć"],
    ["windows-1250", "Přihlášení uživatele, řízení"],
    ["windows-1250", "Platba předem žádost"],
    ["windows-1250", "Előfizetés összegző, bővítés"],
    ["windows-1254", "Giriş yapıldığında çıkış"],
    ["windows-1257", "Prisijungimas, žinutė, įėjimą"],
    ["macintosh", "Größe für Schlüssel"],
    ["macintosh", "Créée déjà"],
  ];
  for (const [encoding, title] of single) {
    const bytes = encodeSingle(`Key,Summary\nWEB-7,${title}\n`, upperHalf(encoding));
    const reading = readTicketFile(bytes);
    assert(reading.kind === "refused", `${encoding}: ${JSON.stringify(reading)}`);
    assertMatch(reading.why.code, /^(unknownEncoding|noText)$/);
  }
  const several: [string, readonly number[]][] = [
    ["Shift-JIS, kanji", [0x8e, 0x78, 0x95, 0xa5, 0x82, 0xa2]],
    ["Shift-JIS, kana", [0x83, 0x8d, 0x83, 0x4f, 0x83, 0x43, 0x83, 0x93]],
    ["Shift-JIS, two kanji", [0x93, 0xfa, 0x96, 0x7b]],
    ["Shift-JIS, half-width", [0xdb, 0xb8, 0xde, 0xb2, 0xdd]],
    ["EUC-JP", [0xa5, 0xed, 0xa5, 0xb0, 0xa5, 0xa4, 0xa5, 0xf3]],
    ["GBK", [0xd6, 0xa7, 0xb8, 0xb6]],
    ["GBK, longer", [0xb7, 0xa2, 0xc6, 0xb1, 0xd6, 0xa7, 0xb8, 0xb6]],
    ["Big5", [0xa5, 0x49, 0xb4, 0xda]],
    ["EUC-KR", [0xb0, 0xe1, 0xc1, 0xa6]],
    ["ISO-2022-JP", [0x1b, 0x24, 0x42, 0x3b, 0x59, 0x1b, 0x28, 0x42]],
    ["UTF-8 that is cut", [0xe6, 0x94]],
  ];
  const head = [...new TextEncoder().encode("Key,Summary\nWEB-7,")];
  for (const [name, title] of several) {
    const reading = readTicketFile(new Uint8Array([...head, ...title, 0x0a]));
    assertEquals(reading.kind, "refused", `${name}: ${JSON.stringify(reading)}`);
  }
});
