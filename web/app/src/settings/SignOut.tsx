// Signs out where this browser was let in by a key; drafts go with it.
import { useT } from '../i18n/language';
import { forgetPictures } from '../pictures/kept';
import { forgetDrafts } from './storage';

// Set beside the cookie with the key, which no script can see.
const signedIn = () => document.cookie.split('; ').includes('ponder_signed_in=yes');

export function SignOut() {
  const t = useT();
  if (!signedIn()) return null;
  const forget = () => {
    forgetDrafts();
    void forgetPictures();
  };
  return (
    <form className="setting" method="post" action="/logout" onSubmit={forget}>
      <div><b>{t('sign.out')}</b><p>{t('sign.out.hint')}</p></div>
      <button type="submit" className="button small">{t('sign.out')}</button>
    </form>
  );
}
