package main

import (
	"context"

	redisclients "example.test/redisclients/generated"
	"github.com/redis/go-redis/v9"
)

func connect(ctx context.Context) (map[string]redis.UniversalClient, error) {
	servers, err := redisclients.Connect(ctx)
	if err != nil {
		return nil, err
	}
	connected := map[string]redis.UniversalClient{}
	for name, server := range servers {
		connected[name] = server
	}
	return connected, nil
}
