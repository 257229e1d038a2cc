import { type Channel, subscribe, unsubscribe } from "node:diagnostics_channel";

/** @returns what ends the subscription */
export function on<Message>({ name }: Channel, listener: (message: Message) => void): () => void {
  const subscriber = (message: unknown) => listener(message as Message);
  subscribe(name, subscriber);
  return () => void unsubscribe(name, subscriber);
}
