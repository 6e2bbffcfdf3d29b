// What Streamlit leaves to the page: charts that fit on paper, one step of the history for one
// press, and a server that was restarted.
if (!window.suanliPage) {
  window.suanliPage = true;

  // A printed page is narrower than the window for which Plotly drew: with a view box its drawing
  // shrinks with the paper (look.css), without one it would be cut off.
  const drawings = () => document.querySelectorAll('svg.main-svg[width]');
  addEventListener('beforeprint', () => {
    for (const drawing of drawings()) {
      const [width, height] = ['width', 'height'].map((side) => drawing.getAttribute(side));
      drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
    }
  });
  addEventListener('afterprint', () => {
    for (const drawing of drawings()) drawing.removeAttribute('viewBox');
  });

  // Streamlit pushes an address for every parameter that a run writes, and on the way to another
  // screen bare ones: what no press stands between is one step, which back undoes.
  const push = history.pushState.bind(history);
  let isPushed = true;
  for (const press of ['pointerdown', 'keydown', 'click']) {
    addEventListener(press, () => { isPushed = false; }, { capture: true, passive: true });
  }
  history.pushState = (...step) => {
    if (isPushed) history.replaceState(...step);
    else push(...step);
    isPushed = true;
  };

  // A new server knows none of the page's parts that are redrawn alone: moving their sliders would
  // do nothing. After a mere break of the line the page stays as it is, with all that was typed.
  const serverId = () => fetch('/health').then((answer) => answer.json()).then((said) => said.server);
  let server, isLost = false;
  serverId().then((id) => { server = id; }).catch(() => {});
  const state = () => document.querySelector('[data-testid="stApp"]')?.dataset.testConnectionState;
  new MutationObserver(() => {
    const isConnected = state() === 'CONNECTED';
    if (isLost && isConnected) {
      serverId().then((id) => { if (server && id !== server) location.reload(); }).catch(() => {});
    }
    isLost = !isConnected;
  }).observe(document.documentElement, {
    subtree: true, attributes: true, attributeFilter: ['data-test-connection-state'],
  });
}
