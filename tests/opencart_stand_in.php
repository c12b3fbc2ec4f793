<?php
// Plays one request to a shop of OpenCart 3 or 4: what the code for it uses of the shop, with SQLite as its database. The request is given as JSON.

define('DB_PREFIX', 'oc_');

$request = json_decode(stream_get_contents(STDIN), true);
[$_GET, $_COOKIE] = [$request['get'], $request['cookie']];
$log = [];
$page = null;

abstract class StandInController
{
    private Shop $shop;

    public function __construct(Shop $shop)
    {
        $this->shop = $shop;
    }

    public function __get(string $name)
    {
        return $this->shop->$name;
    }
}
class_alias('StandInController', $request['version'] === 3 ? 'Controller' : 'Opencart\System\Engine\Controller');

/** Plays every service that the code asks for. */
class Shop
{
    private int $changed = 0;

    public function __get(string $name)
    {
        return $this;
    }

    public function model(string $name): void
    {
    }

    public function getOrder(int $id): array
    {
        return $GLOBALS['request']['orders'][$id] ?? [];
    }

    public function has(string $currency): bool
    {
        return $currency !== 'XXX';
    }

    public function getDecimalPlace(string $currency): string
    {
        return ['JPY' => '0', 'KWD' => '3'][$currency] ?? '2';
    }

    public function write(string $line): void
    {
        $GLOBALS['log'][] = $line;
    }

    public function addHeader(string $header): void
    {
    }

    public function setOutput(string $page): void
    {
        $GLOBALS['page'] = $page;
    }

    public function escape(string $text): string
    {
        return SQLite3::escapeString($text);
    }

    public function countAffected(): int
    {
        return $this->changed;
    }

    /** Run the SQL of MySQL in SQLite. */
    public function query(string $sql): object
    {
        static $database = null;
        if ($database === null) {
            $database = new SQLite3('shop.sqlite');
            $database->enableExceptions(true);
            $database->exec('CREATE TABLE IF NOT EXISTS oc_event (code, `trigger`, action, status, sort_order)');
        }
        $sql = preg_replace('#, KEY due \(due\)\) DEFAULT.*$#', ')', $sql);
        $sql = preg_replace('#ON DUPLICATE KEY UPDATE#', 'ON CONFLICT (order_id) DO UPDATE SET', $sql);
        $sql = str_replace('IF(sent', 'IIF(sent', $sql);
        if (preg_match('#^INSERT INTO (\S+) SET (.*)$#', $sql, $found)) {
            preg_match_all("#`?(\w+)`? = ('[^']*'|\d+)#", $found[2], $pairs);
            $sql = "INSERT INTO $found[1] (`" . implode('`, `', $pairs[1]) . '`) VALUES (' . implode(', ', $pairs[2]) . ')';
        }
        $answer = $database->query($sql);
        $this->changed = $database->changes();
        $result = (object) ['rows' => [], 'row' => []];
        while (is_object($answer) && $answer->numColumns() && $row = $answer->fetchArray(SQLITE3_ASSOC)) {
            $result->rows[] = $row;
        }
        $result->row = $result->rows[0] ?? [];
        return $result;
    }
}

require 'snippet.php';

// OpenCart 3 finds the class by the first name, version 4 by the second.
$class = $request['version'] === 3 ? 'ControllerEventlocalconversions' : 'Opencart\\Catalog\\Controller\\Event\\Localconversions';
foreach ($request['events'] as $event) {
    (new $class(new Shop()))->index(...$event);
}
register_shutdown_function(function (): void {
    echo json_encode(['log' => $GLOBALS['log'], 'page' => $GLOBALS['page']]);
});
