/** Where Vertex AI is and what it needs, for any maker's models. */
import type { KnownKey, KnownOption } from "../known-provider.ts";

const below = "/v1/projects/{project}/locations/{location}";

export const vertexUrl: string = `https://{location}-aiplatform.googleapis.com${below}`;

export const vertexOptions: Readonly<Record<string, KnownOption>> = {
  project: { about: "the id of the Google Cloud project", variables: ["GOOGLE_CLOUD_PROJECT"] },
  location: {
    about: "the location, such as us-central1 or global",
    // The default of Google's own client: Claude and the newest models are in few other places.
    default: "global",
    variables: ["GOOGLE_CLOUD_LOCATION"],
    baseUrls: {
      global: `https://aiplatform.googleapis.com${below}`,
      us: `https://aiplatform.us.rep.googleapis.com${below}`,
      eu: `https://aiplatform.eu.rep.googleapis.com${below}`,
    },
  },
};

export const vertexKey: KnownKey = { variables: [], file: "GOOGLE_APPLICATION_CREDENTIALS" };
