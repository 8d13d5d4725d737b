"use strict";
// Forms of passkeys: the browser is asked for one before the form is sent, and what it says goes along.
{
  const isAble = "parseRequestOptionsFromJSON" in (window.PublicKeyCredential ?? {});

  // What a new passkey needs is in the page; what is asked of one that is there, the server says when it is used.
  async function askBrowser({ passkey, options }) {
    if (passkey === "create") {
      return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(options)) });
    }
    const answer = await fetch(options);
    if (!answer.ok) throw new Error(`options: ${answer.status}`);
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(await answer.json()) });
  }

  async function send(form) {
    const failure = form.querySelector("[data-passkey-failure]");
    const present = form.querySelector("[data-passkey-present]");
    const remember = document.querySelector("[type=checkbox][name=remember]");
    failure.hidden = true;
    if (present) present.hidden = true;
    try {
      if (!isAble) throw new Error("this browser knows no passkeys");
      form.elements.credential.value = JSON.stringify(await askBrowser(form.dataset));
    } catch (error) {
      // Browsers give this name to a device that has a passkey of the account. Others come when the person has closed the question too.
      (error.name === "InvalidStateError" && present ? present : failure).hidden = false;
      return;
    }
    if (form.elements.remember && remember?.checked) form.elements.remember.value = "y";
    form.submit();
  }

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  });
}
