// The package has no types of its own.
declare module 'sodium-native' {
  const sodium: import('./sodium.ts').Sodium
  export = sodium
}
