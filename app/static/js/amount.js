"use strict";
// Says what an amount or a sum is understood as, while it is typed. It reads like app/core/money.py; a test compares both.
// The block keeps names apart when a page is written anew over this one.
{
  const MAX_CENTS = 999_999_999_999;
  const MAX_LENGTH = 200;
  const NUMBER = "[.,']*[0-9][0-9.,']*";
  const ANY_SIGN = "[^0-9.,'+-]+";
  const GROUPED = /^[1-9][0-9]{0,2}([.,'])[0-9]{3}(\1[0-9]{3})*$/;

  const toKeyboard = (text) =>
    text
      .replace(/\p{Cf}/gu, "")
      .replace(/[\u00a0\u2007\u2011\u202f\u3000\ufe50-\ufe6f\uff01-\uffee]/gu, (character) => character.normalize("NFKC"))
      .replace(/[‐‒–—―−]/gu, "-")
      .replace(/[’‘ʼ′`´]/gu, "'");
  const compact = (text) => text.replace(/\s+/gu, "");
  const withoutPoint = (sign) => sign.replace(/\.+$/u, "");

  function reader(style) {
    const own = style.symbols.map((symbol) => compact(toKeyboard(symbol)).toLowerCase());
    const marked = own.filter((sign) => !new RegExp(`^${ANY_SIGN}$`, "u").test(sign)).sort((one, other) => other.length - one.length);
    const sign = [...marked.map((text) => text.replace(/[.*+?^${}()|[\]\\/]/gu, "\\$&")), ANY_SIGN].join("|");
    const term = `(?<plus>[+-]?)(?<before>${sign})?(?<minus>[+-]?)(?<number>${NUMBER})(?<behind>(?:${sign})\\.?)?`;
    const known = new Set(own.map(withoutPoint));
    return { style, pattern: new RegExp(term, "giu"), isOwn: (found) => !found || known.has(withoutPoint(found).toLowerCase()) };
  }

  // Returns minor units, or NaN for what is no amount.
  function readAmount(text, { style, pattern, isOwn }) {
    if (text.length > MAX_LENGTH) return NaN;
    const keys = compact(toKeyboard(text).trim().replace(/(?<=[0-9])\s+(?=[0-9])/gu, "'"));
    const plain = keys.replace(/(?<=[0-9][.,])--?(?=[^0-9]*(?:$|[+-]))/gu, "");
    const terms = Array.from(plain.matchAll(pattern));
    const isSigned = terms.every(({ groups }, place) => [1, place ? 1 : 0].includes((groups.plus + groups.minus).length));
    if (terms.map(([all]) => all).join("") !== plain || !isSigned) return NaN;
    if (!terms.every(({ groups }) => isOwn(groups.before) && isOwn(groups.behind))) return NaN;
    const parts = terms.map(({ groups }) => ((groups.plus + groups.minus).includes("-") ? -1 : 1) * readNumber(groups.number, style));
    const sum = parts.reduce((one, other) => one + other, 0);
    return parts.length > 0 && [...parts, sum].every((part) => Math.abs(part) <= MAX_CENTS) ? sum : NaN;
  }

  function readNumber(number, style) {
    let [whole, decimals] = split(number, style);
    if (GROUPED.test(whole)) whole = whole.replace(/[.,']/gu, "");
    if (!/^[0-9]+$/u.test(whole + decimals) || decimals.length > style.digits) return NaN;
    return Number((whole || "0") + decimals.padEnd(style.digits, "0"));
  }

  function split(number, style) {
    const last = Math.max(number.lastIndexOf("."), number.lastIndexOf(","));
    const mark = number[last];
    if (last < 0 || number.split(mark).length > 2 || (GROUPED.test(number) && mark !== style.decimal_mark)) return [number, ""];
    return [number.slice(0, last), number.slice(last + 1)];
  }

  function writeAmount(cents, style) {
    const digits = String(Math.abs(cents)).padStart(style.digits + 1, "0");
    const whole = digits.slice(0, digits.length - style.digits).replace(/\B(?=(?:[0-9]{3})+$)/gu, style.group_mark);
    const decimals = style.digits ? style.decimal_mark + digits.slice(-style.digits) : "";
    return `${cents < 0 ? "\u2212" : ""}${style.prefix}${whole}${decimals}${style.suffix}`;
  }

  const isPlain = (text, cents, style) => text === writeAmount(cents, { ...style, prefix: "", suffix: "", group_mark: "" });

  document.querySelectorAll("[data-money]").forEach((area) => {
    const input = area.querySelector("input");
    const reading = reader(JSON.parse(area.dataset.money));
    const show = () => {
      const cents = readAmount(input.value, reading);
      const amount = cents ? writeAmount(cents, reading.style) : "";
      input.setCustomValidity(cents ? "" : "?"); // the form is checked by the server; this says when a message may go
      // Beside the field, an amount that is typed as it is written says nothing new.
      const isNews = !isPlain(input.value.trim(), cents, reading.style);
      input.form.querySelectorAll("[data-understood]").forEach((place) => {
        place.textContent = amount && (isNews || !place.matches("output")) ? place.dataset.understood + amount : "";
      });
    };
    input.addEventListener("input", show);
    show();
  });
}
