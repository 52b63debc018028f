// Drives the clients of a generated package. See driver.mjs.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

type request struct {
	ID        int
	Operation string
	Client    string
	Method    string
	Args      []string
	Prefix    string
	Pause     int
}

type load struct {
	Acknowledged [][2]any `json:"acknowledged"`
	Errors       [][2]any `json:"errors"`
	going        bool
}

var (
	lock    sync.Mutex
	clients map[string]redis.UniversalClient
	loads   = map[string]*load{}
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var given request
		if err := json.Unmarshal(lines.Bytes(), &given); err != nil {
			panic(err)
		}
		go func() {
			value, err := perform(given)
			if err != nil {
				say(map[string]any{"id": given.ID, "error": err.Error()})
			} else {
				say(map[string]any{"id": given.ID, "value": value})
			}
		}()
	}
}

func say(answer any) {
	line, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	lock.Lock()
	defer lock.Unlock()
	fmt.Println(string(line))
}

func perform(given request) (any, error) {
	ctx := context.Background()
	switch given.Operation {
	case "connect":
		connected, err := connect(ctx)
		clients = connected
		return nil, err
	case "close":
		for _, client := range clients {
			if err := client.Close(); err != nil {
				return nil, err
			}
		}
		return nil, nil
	case "threads":
		return runtime.NumGoroutine(), nil
	case "call":
		if given.Method == "set" {
			return clients[given.Client].Set(ctx, given.Args[0], given.Args[1], 0).Result()
		}
		return clients[given.Client].Get(ctx, given.Args[0]).Result()
	case "load":
		write(ctx, given)
		return nil, nil
	case "stop":
		lock.Lock()
		defer lock.Unlock()
		loads[given.Prefix].going = false
		return loads[given.Prefix], nil
	}
	return nil, fmt.Errorf("unknown operation %s", given.Operation)
}

// write begins to write keys one after the other, each once, until it is stopped.
func write(ctx context.Context, given request) {
	this := &load{Acknowledged: [][2]any{}, Errors: [][2]any{}, going: true}
	lock.Lock()
	loads[given.Prefix] = this
	lock.Unlock()
	go func() {
		for i := 0; ; i++ {
			key := fmt.Sprintf("%s%d", given.Prefix, i)
			err := clients[given.Client].Set(ctx, key, fmt.Sprint(i), 0).Err()
			now := time.Now().UnixMilli()
			lock.Lock()
			if err == nil {
				this.Acknowledged = append(this.Acknowledged, [2]any{key, now})
			} else {
				this.Errors = append(this.Errors, [2]any{err.Error(), now})
			}
			going := this.going
			lock.Unlock()
			if !going {
				return
			}
			time.Sleep(time.Duration(given.Pause) * time.Millisecond)
		}
	}()
}
