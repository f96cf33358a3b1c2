<?php

/*
 * The router of a site made with SimpleSAMLphp, for `php -S`: /private is entered through Porta and says who came, everything else
 * is SimpleSAMLphp's own. The folder with its configuration is in SIMPLESAMLPHP_CONFIG_DIR.
 */

if (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) !== '/private') {
    return false;
}
require '/usr/share/simplesamlphp/lib/_autoload.php';
$site = new \SimpleSAML\Auth\Simple('porta');
$site->requireAuth();
$name = $site->getAuthData('saml:sp:NameID');
header('Content-Type: application/json');
echo json_encode([
    'ok' => true,
    'name_id' => $name->getValue(),
    'format' => $name->getFormat(),
    'attributes' => $site->getAttributes(),
]);
