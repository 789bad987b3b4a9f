/** Typed names: a key names a fact about one request, a service something that one plugin offers to others. */

/** A slot of an exchange. Two keys are the same slot when their names are equal, so no package has to share an object. */
export interface Key<T> {
  readonly name: string;
  /** A durable slot is JSON and travels with a frozen request; it never holds a credential. */
  readonly durable?: true;
  readonly "~type"?: T;
}
export type AnyKey = Key<unknown>;

/** What one plugin offers and others ask for, such as a directory of keys. */
export interface Service<T> {
  readonly name: string;
  readonly "~type"?: T;
}
export type AnyService = Service<unknown>;

export function key<T>(name: string, options?: { readonly durable?: true }): Key<T> {
  return { name, ...options };
}

export function service<T>(name: string): Service<T> {
  return { name };
}
