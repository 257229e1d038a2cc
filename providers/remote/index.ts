/** The door: what the catalog does with the models of REMOTE_MODELS. */
export { remoteRecords } from "./record.ts";
