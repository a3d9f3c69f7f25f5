/** The pages about who one is, which few open: fetched together. */
export { AccountPage } from './AccountPage';
export { OpenIdPage } from './OpenIdPage';
export { SignInPage } from './SignInPage';
