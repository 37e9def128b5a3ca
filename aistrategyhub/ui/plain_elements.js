// Takes the place of @emotion/react: styles are in the style sheet, and no element has any of its own.
export { createElement as jsx } from "react";
