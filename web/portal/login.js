// The login page: says why it is shown again, and leads back to what was open.

if (new URLSearchParams(location.search).has('failed')) {
  document.getElementById('wrong').hidden = false;
  document.getElementById('key').setAttribute('aria-invalid', 'true');
}

document.querySelector('form').action = `/login${location.hash}`;
