// A button that copies what stands in a block: where the browser cannot, there is none.
(() => {
  "use strict";
  if (!navigator.clipboard) return;
  for (const block of document.querySelectorAll("pre.fc-copied")) {
    const button = window.board.element("button", { type: "button", class: "fc-button fc-copy" }, "Copy");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(block.querySelector("code").textContent);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not allowed: select the text";
      }
      setTimeout(() => (button.textContent = "Copy"), 3000);
    });
    block.append(button);
  }
})();
