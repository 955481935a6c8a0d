// The login page: says why it is shown again.

if (new URLSearchParams(location.search).has('failed')) {
  document.getElementById('wrong').hidden = false;
  document.getElementById('key').setAttribute('aria-invalid', 'true');
}
