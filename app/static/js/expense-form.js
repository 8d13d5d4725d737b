"use strict";
// The form of an expense: a merchant that was typed before is offered, and brings the category last used there.
// The block keeps names apart when a page is written anew over this one.
{
  const keyOf = (text) => text.trim().normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function enhance(area) {
    const input = area.querySelector("input");
    const form = input.form;
    const known = Array.from(input.list.options, ({ value, dataset }) => ({ name: value, key: keyOf(value), category: dataset.category }));
    const picks = Array.from(form.querySelectorAll("[name=category_id]"));
    // What follows from the merchant on a receipt follows another merchant too.
    const isSuggested = Boolean(document.getElementById("category_id-source")?.textContent);
    let isChosenByHand = !isSuggested && picks.some((pick) => pick.checked);

    const offer = document.createElement("button");
    offer.type = "button";
    offer.className = "offer";
    offer.hidden = true;
    area.append(offer);

    const pickOf = (merchant) => picks.find((pick) => pick.value === merchant.category);

    const choose = (merchant) => {
      const pick = pickOf(merchant);
      if (isChosenByHand || !pick) return;
      pick.checked = true;
      pick.dispatchEvent(new Event("input", { bubbles: true }));
    };

    const show = () => {
      const key = keyOf(input.value);
      const found = key && known.find((merchant) => merchant.key.startsWith(key));
      offer.hidden = !found || found.name === input.value.trim();
      if (!found) return;
      const tile = pickOf(found)?.closest("label").querySelector(".tile").cloneNode(true) ?? "";
      offer.replaceChildren(tile, found.name);
      offer.onclick = () => {
        input.value = found.name;
        offer.hidden = true;
        choose(found);
        input.focus();
      };
      const same = known.find((merchant) => merchant.key === key);
      if (same) choose(same);
    };

    form.addEventListener("change", ({ target }) => {
      if (picks.includes(target)) isChosenByHand = true;
    });
    input.addEventListener("input", show);
  }

  document.querySelectorAll("[data-merchant]").forEach(enhance);
}
