// nobody sees the page, and its clock is its own: what waits to be painted, or for leisure, is a matter of time
window.requestAnimationFrame = (work) => setTimeout(() => work(performance.now()), 16);
window.cancelAnimationFrame = (number) => clearTimeout(number);
window.requestIdleCallback = (work) => setTimeout(() => work({didTimeout: false, timeRemaining: () => 50}), 1);
window.cancelIdleCallback = (number) => clearTimeout(number);
