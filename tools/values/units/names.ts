/** Names as Kubernetes and registries take them; what may be left empty to mean a default has a way through. */

/** RFC 1123 label: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
export const DNS_LABEL_PATTERN = '^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?$';

/** RFC 1123 subdomain: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
export const OBJECT_NAME_PATTERN = '^([a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?)?$';

/** A key in the data of a Secret: https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data */
export const DATA_KEY_PATTERN = '^[-._a-zA-Z0-9]{1,253}$';

/** Host, port and path of an image, or a part of them: https://github.com/distribution/reference */
export const IMAGE_NAME_PATTERN = '^([A-Za-z0-9]([A-Za-z0-9._/-]|:[0-9]+(/|$))*)?$';
