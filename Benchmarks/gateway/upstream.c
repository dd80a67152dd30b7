// SPDX-License-Identifier: Apache-2.0
/* A provider that costs almost nothing, to measure gateways against: upstream PORT [events] [gap_us]
 * POST anything        -> one chat completion of about 700 bytes, with usage
 * ... "stream":true    -> `events` SSE chunks, each written on its own (gap_us apart), then usage, then [DONE]
 * GET anything         -> a model list
 * One thread, epoll, keep-alive, no allocation per request. cc -O2 -o upstream upstream.c */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <time.h>

enum { MAXFD = 20000, CAP = 1 << 17 };
struct conn { char *in; int len; int left; int64_t due; } *conns[MAXFD];
static char reply[4096], models[1024], chunk[512], tail[1024], head[256];
static int reply_len, models_len, chunk_len, tail_len, head_len, events = 100, gap_us = 0;

static int64_t now_us(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000LL + t.tv_nsec / 1000; }
static int put(int fd, const char *p, int n) {
    while (n > 0) { ssize_t w = write(fd, p, n); if (w > 0) { p += w; n -= w; } else if (errno == EAGAIN) { usleep(50); } else return -1; }
    return 0;
}
static int framed(char *out, const char *data) { return sprintf(out, "%zx\r\n%s\r\n", strlen(data), data); }

static void prepare(void) {
    char text[600] = "", body[2048];
    for (int i = 0; i < 12; i++) strcat(text, "The quick brown fox jumps over the lazy dog. ");
    sprintf(body, "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"%s\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":120,\"total_tokens\":132}}", text);
    reply_len = sprintf(reply, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %zu\r\nx-request-id: up-1\r\n\r\n%s", strlen(body), body);
    const char *list = "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-4o-mini\",\"object\":\"model\",\"created\":1,\"owned_by\":\"bench\"}]}";
    models_len = sprintf(models, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %zu\r\n\r\n%s", strlen(list), list);
    head_len = sprintf(head, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
    chunk_len = framed(chunk, "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},\"finish_reason\":null}],\"usage\":null}\n\n");
    tail_len = framed(tail, "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o-mini\",\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":120,\"total_tokens\":132}}\n\ndata: [DONE]\n\n");
    tail_len += sprintf(tail + tail_len, "0\r\n\r\n");
}
static void drop(int ep, int fd) { epoll_ctl(ep, EPOLL_CTL_DEL, fd, 0); close(fd); free(conns[fd]->in); free(conns[fd]); conns[fd] = 0; }
static int pump(int fd, struct conn *c, int64_t now) { /* writes what is due of a stream */
    while (c->left > 0 && c->due <= now) {
        if (put(fd, chunk, chunk_len)) return -1;
        c->left--; c->due += gap_us;
        if (c->left == 0) return put(fd, tail, tail_len);
    }
    return 0;
}
static int serve(int fd, struct conn *c) {
    for (;;) {
        c->in[c->len] = 0;
        char *end = strstr(c->in, "\r\n\r\n"); if (!end) return 0;
        int body = 0; char *cl = strcasestr(c->in, "content-length:"); if (cl && cl < end) body = atoi(cl + 15);
        int total = (int)(end + 4 - c->in) + body;
        if (c->len < total) { if (cl || c->in[0] == 'G') return 0;
            char *last = strstr(end + 4, "0\r\n\r\n"); if (!last) { if (strcasestr(c->in, "chunked")) return 0; } else total = (int)(last + 5 - c->in); }
        if (!cl && strcasestr(c->in, "transfer-encoding: chunked")) { char *last = strstr(end + 4, "0\r\n\r\n"); if (!last) return 0; total = (int)(last + 5 - c->in); }
        char saved = c->in[total]; c->in[total] = 0;
        char *s = strstr(end, "\"stream\""); int stream = s && (strstr(s, "true") == s + 9 || strstr(s, "true") == s + 10);
        int get = c->in[0] == 'G'; c->in[total] = saved;
        memmove(c->in, c->in + total, c->len - total); c->len -= total;
        if (get) { if (put(fd, models, models_len)) return -1; }
        else if (!stream) { if (put(fd, reply, reply_len)) return -1; }
        else { if (put(fd, head, head_len)) return -1; c->left = events; c->due = now_us(); if (pump(fd, c, c->due)) return -1; }
    }
}
int main(int argc, char **argv) {
    int port = argc > 1 ? atoi(argv[1]) : 9100; if (argc > 2) events = atoi(argv[2]); if (argc > 3) gap_us = atoi(argv[3]);
    signal(SIGPIPE, SIG_IGN); /* a client that hangs up must not end the upstream */
    prepare();
    int one = 1, ls = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0); setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(ls, (void *)&a, sizeof a) || listen(ls, 1024)) { perror("upstream"); return 1; }
    int ep = epoll_create1(0); struct epoll_event ev = {.events = EPOLLIN, .data.fd = ls}, evs[256]; epoll_ctl(ep, EPOLL_CTL_ADD, ls, &ev);
    printf("upstream on 127.0.0.1:%d, %d events, %d us apart\n", port, events, gap_us); fflush(stdout);
    for (;;) {
        int streaming = 0; int64_t now = now_us();
        if (gap_us) for (int fd = 0; fd < MAXFD; fd++) if (conns[fd] && conns[fd]->left > 0) { if (pump(fd, conns[fd], now)) drop(ep, fd); else streaming = 1; }
        int n = epoll_wait(ep, evs, 256, streaming ? 1 : 1000);
        for (int i = 0; i < n; i++) {
            int fd = evs[i].data.fd;
            if (fd == ls) {
                for (int c; (c = accept4(ls, 0, 0, SOCK_NONBLOCK)) >= 0;) {
                    if (c >= MAXFD) { close(c); continue; }
                    setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                    conns[c] = calloc(1, sizeof(struct conn)); conns[c]->in = malloc(CAP + 1);
                    struct epoll_event e = {.events = EPOLLIN, .data.fd = c}; epoll_ctl(ep, EPOLL_CTL_ADD, c, &e);
                }
                continue;
            }
            struct conn *c = conns[fd]; if (!c) continue;
            ssize_t r = read(fd, c->in + c->len, CAP - c->len);
            if (r <= 0) { if (r < 0 && errno == EAGAIN) continue; drop(ep, fd); continue; }
            c->len += r; if (serve(fd, c)) drop(ep, fd);
        }
    }
}
