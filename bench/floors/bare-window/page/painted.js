// The second frame is asked for after the first was drawn.
requestAnimationFrame(() =>
  requestAnimationFrame(() => window.__TAURI__.core.invoke("painted")),
);
