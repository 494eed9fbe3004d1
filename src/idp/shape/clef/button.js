// The login button: a link to the provider's page, made of what the data- attributes say.
(function () {
  'use strict';

  // where this script came from is where the button leads
  var base = new URL(document.currentScript.src).origin;
  var rendered = [];

  function address(element) {
    var query = new URLSearchParams();
    query.set('app_id', element.getAttribute('data-app-id') || '');
    query.set('redirect_url', element.getAttribute('data-redirect-url') || '');
    if (element.getAttribute('data-state')) query.set('state', element.getAttribute('data-state'));
    return base + '/iframes/qr?' + query;
  }

  function link(element) {
    var registers = element.getAttribute('data-type') === 'register';
    var isWhite = element.getAttribute('data-color') === 'white';
    var anchor = document.createElement('a');
    anchor.className = 'clef-button-link';
    anchor.href = address(element);
    anchor.textContent = (registers ? 'Sign up' : 'Log in') + ' with your phone';
    anchor.setAttribute('role', 'button');
    anchor.style.cssText =
      'display:inline-block;padding:.6em 1.2em;border:1px solid currentColor;border-radius:6px;' +
      'font:16px/1.4 system-ui,sans-serif;text-decoration:none;' +
      (isWhite ? 'color:#1c1f24;background:#fff' : 'color:#fff;background:#1c1f24');
    return anchor;
  }

  function ClefButton(options) {
    this.el = options.el;
  }

  ClefButton.prototype.render = function () {
    var element = this.el;
    if (!element || rendered.indexOf(element) >= 0) return;
    rendered.push(element);
    if (element.getAttribute('data-custom') === 'true') {
      element.addEventListener('click', function (event) {
        event.preventDefault();
        window.location.assign(address(element));
      });
    } else if (element.tagName === 'SCRIPT') {
      element.parentNode.insertBefore(link(element), element.nextSibling);
    } else {
      element.appendChild(link(element));
    }
  };

  ClefButton.initialize = function (options) {
    var button = new ClefButton(options);
    button.render();
    return button;
  };

  function renderAll() {
    Array.prototype.forEach.call(document.querySelectorAll('.clef-button'), function (element) {
      ClefButton.initialize({ el: element });
    });
  }

  window.ClefButton = ClefButton;
  renderAll();
  document.addEventListener('DOMContentLoaded', renderAll);
})();
