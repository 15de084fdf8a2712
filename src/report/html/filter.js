"use strict";
{
  const controls = document.getElementById("filter");
  const findings = [...document.querySelectorAll(".finding")].map((element) => ({
    element, severity: element.dataset.severity, text: element.textContent.toLowerCase() }));
  const show = () => {
    const wanted = controls.elements.text.value.trim().toLowerCase();
    let shown = 0;
    for (const { element, severity, text } of findings) {
      const on = controls.elements[severity].checked && text.includes(wanted);
      element.hidden = !on;
      shown += on ? 1 : 0;
    }
    controls.elements.count.value = `${shown} of ${findings.length}`;
  };
  controls.addEventListener("input", show);
  // A finding that a link leads to is shown, whatever was filtered.
  const all = () => {
    for (const box of controls.querySelectorAll("input[type=checkbox]")) box.checked = true;
    controls.elements.text.value = "";
  };
  const reveal = () => {
    const target = findings.find(({ element }) => `#${element.id}` === location.hash);
    if (target?.element.hidden) { all(); show(); target.element.scrollIntoView(); }
  };
  addEventListener("hashchange", reveal);
  controls.hidden = false;
  show();
}
