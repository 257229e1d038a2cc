import { describe, expect, test } from "vitest";
import { findAccess, type Machine } from "../../../providers/cloud/google-access.ts";
import type { GoogleSettings } from "../../../providers/cloud/google-settings.ts";

function find(settings: Partial<GoogleSettings>, machine: Partial<Machine> = {}) {
  return findAccess(
    {
      GOOGLE_APPLICATION_CREDENTIALS: undefined,
      GOOGLE_CLOUD_PROJECT: undefined,
      GOOGLE_CLOUD_LOCATION: "us-central1",
      VERTEX_ENDPOINT: undefined,
      VERTEX_INSECURE: false,
      ...settings,
    },
    {
      home: "/home/me",
      environment: {},
      isReadable: () => false,
      biosVendor: () => "",
      ...machine,
    },
  );
}
const project = { GOOGLE_CLOUD_PROJECT: "p" };

describe("access to Vertex AI", () => {
  test("needs a project and credentials, and says how to set them", () => {
    for (const settings of [{}, project, { GOOGLE_APPLICATION_CREDENTIALS: "/key.json" }]) {
      expect(find(settings)).toMatchObject({
        status: "NEEDS_CREDENTIALS",
        howToEnable: expect.stringMatching(/GOOGLE_CLOUD_PROJECT.*GOOGLE_APPLICATION_CREDENTIALS/),
      });
    }
  });

  test("comes from a key file, gcloud's file, or a machine of Google's", () => {
    const keyFile = { ...project, GOOGLE_APPLICATION_CREDENTIALS: "/key.json" };
    const access = {
      project: "p",
      location: "us-central1",
      host: "us-central1-aiplatform.googleapis.com",
      port: 443,
      insecure: false,
    };
    const readable = (name: string) => ({ isReadable: (file: string) => file === name });
    expect(find(keyFile, readable("/key.json"))).toEqual(access);
    const gcloud = "/home/me/.config/gcloud/application_default_credentials.json";
    expect(find(project, readable(gcloud))).toEqual(access);
    expect(find(project, { environment: { K_SERVICE: "run" } })).toEqual(access);
    expect(find(project, { biosVendor: () => "Google\n" })).toEqual(access);
  });

  test("by a key file that cannot be read is none, whatever else there is", () => {
    const keyFile = { ...project, GOOGLE_APPLICATION_CREDENTIALS: "/secret/key.json" };
    const found = find(keyFile, { biosVendor: () => "Google" });
    expect(found).toMatchObject({ status: "NEEDS_CREDENTIALS" });
    expect(JSON.stringify(found)).not.toContain("/secret");
  });

  test("without credentials is for this machine only", () => {
    const insecure = { VERTEX_INSECURE: true };
    for (const VERTEX_ENDPOINT of ["127.0.0.1:9", "localhost:9", "[::1]:9", "127.8.8.8:9"]) {
      expect(find({ ...insecure, VERTEX_ENDPOINT })).toMatchObject({ insecure: true, port: 9 });
    }
    for (const VERTEX_ENDPOINT of [
      "10.0.0.1:9",
      "example.com:9",
      "127.0.0.1.example.com:9",
      "0.0.0.0:9",
    ]) {
      expect(find({ ...insecure, VERTEX_ENDPOINT })).toMatchObject({
        status: "FAILING",
        howToEnable: expect.stringContaining("VERTEX_INSECURE"),
      });
    }
    expect(find(insecure)).toMatchObject({ status: "FAILING" });
  });

  test("is at the host of its location", () => {
    const hosts = ["europe-west4", "global", "eu"].map((location) =>
      find({ ...project, GOOGLE_CLOUD_LOCATION: location }, { isReadable: () => true }),
    );
    expect(hosts).toMatchObject([
      { host: "europe-west4-aiplatform.googleapis.com" },
      { host: "aiplatform.googleapis.com" },
      { host: "aiplatform.eu.rep.googleapis.com" },
    ]);
  });

  test("at another endpoint is at that host and port", () => {
    const signedIn = { isReadable: () => true };
    expect(find({ ...project, VERTEX_ENDPOINT: "vertex.internal:8443" }, signedIn)).toMatchObject({
      host: "vertex.internal",
      port: 8443,
    });
    expect(find({ ...project, VERTEX_ENDPOINT: "not a host" }, signedIn)).toMatchObject({
      status: "FAILING",
    });
  });
});
