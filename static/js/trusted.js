// Trusted Types: markup comes only from our own server (htmx takes nothing from elsewhere), so it may become HTML;
// no text ever becomes a script or the address of one.
if (window.trustedTypes) window.trustedTypes.createPolicy("default", { createHTML: (markup) => markup });
