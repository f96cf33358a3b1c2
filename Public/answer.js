// Sends the answer to the site. Without this file the button on the page does the same.
document.getElementById("answer").submit();
